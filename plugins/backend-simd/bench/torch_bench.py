"""A contender of the benchmark: PyTorch on the processor. Argument: threads."""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from contender import obey, shaped

BATCH = 100


def cnn():
    stages, inputs = [], 1
    for channels in (16, 32, 64):
        stages += [nn.Conv2d(inputs, channels, 4, stride=2, padding=1), nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
        inputs = channels
    return nn.Sequential(*stages, nn.Flatten(), nn.Linear(576, 100), nn.Linear(100, 10))


class Block(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(inputs, channels, 3, stride, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))
        self.short = nn.Sequential() if stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, channels, 1, stride, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return F.relu(self.main(x) + self.short(x), inplace=True)


def resnet13():
    blocks, inputs = [], 64
    for stage in range(3):
        for block in range(2):
            channels = 64 * 2**stage
            blocks.append(Block(inputs, channels, 2 if stage > 0 and block == 0 else 1))
            inputs = channels
    return nn.Sequential(nn.Conv2d(1, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), *blocks,
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


def vgg():
    layers, inputs = [], 1
    for channels in (64, 128, 128, 256, 256):
        if inputs not in (1, channels):
            layers.append(nn.MaxPool2d(2))
        layers += [nn.Conv2d(inputs, channels, 3, 1, 1), nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
        inputs = channels
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(256 * 7 * 7, 1024), nn.ReLU(inplace=True), nn.Linear(1024, 1024),
                         nn.ReLU(inplace=True), nn.Linear(1024, 10))


def images(count=BATCH):
    return torch.rand(count, 1, 28, 28)


def labels(count=BATCH):
    return torch.arange(count) % 10


def frozen():
    """As an attack sees it: no gradient of parameters, running statistics."""
    network = cnn().eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network


def forward():
    network, x = frozen(), images()

    def run():
        with torch.no_grad():
            network(x)
    return run


def attack():
    network, x, y = frozen(), images(), labels()

    def run():
        point = x.clone().requires_grad_(True)
        F.cross_entropy(network(point), y, reduction="sum").backward()
    return run


def training(make):
    def prepare():
        network, x, y = make().train(), images(), labels()
        optimiser = torch.optim.Adam(network.parameters(), lr=0.0095, betas=(0.5, 0.9), weight_decay=1e-4)

        def run():
            optimiser.zero_grad()
            F.cross_entropy(network(x), y).backward()
            optimiser.step()
        return run
    return prepare


def pgd():
    """The attack of the paper on 10 batches: Adam on the perturbation, projected, the best point of all iterations kept."""
    network, batches, y = frozen(), [images() for _ in range(10)], labels()

    def perturb(x):
        delta = (torch.rand_like(x) * 2 - 1) * 0.3
        m, v = torch.zeros_like(x), torch.zeros_like(x)
        best, lowest = delta.clone(), torch.full((BATCH,), float("inf"))
        for i in range(41):
            delta = torch.max(torch.min(delta, 1 - x), -x).clamp(-0.3, 0.3).requires_grad_(i < 40)
            logits = network(x + delta)
            loss = -F.cross_entropy(logits, y, reduction="none")
            if i < 40:
                loss.sum().backward()
            with torch.no_grad():
                better = (logits.argmax(1) != y) & (loss < lowest)
                lowest = torch.where(better, loss, lowest)
                best = torch.where(better[:, None, None, None], delta, best)
                if i < 40:
                    gradient = delta.grad
                    m.mul_(0.9).add_(gradient, alpha=0.1)
                    v.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
                    rate = 0.005 * (1 - 0.999 ** (i + 1)) ** 0.5 / (1 - 0.9 ** (i + 1))
                    delta = delta.detach().addcdiv(m, v.sqrt().add_(1e-8), value=-rate)
        return best

    def run():
        for x in batches:
            perturb(x)
    return run


def render():
    x, codes = images(), torch.rand(BATCH, 6) * 0.2
    codes[:, 4] += 0.9

    def run():
        with torch.no_grad():
            tx, ty, hx, hy, s, r = codes.unbind(1)
            c, n = r.cos(), r.sin()
            rows = torch.stack([s * (c - n * hx), s * (c * hx - n), tx, s * (n + c * hy), s * (c - n * hy), ty], 1)
            grid = F.affine_grid(rows.view(-1, 2, 3), x.shape, align_corners=True)
            F.grid_sample(x, grid, align_corners=True).clamp_(0, 1)
    return run


def product(side):
    def prepare():
        a, b = torch.rand(side, side), torch.rand(side, side)
        return lambda: torch.mm(a, b)
    return prepare


def convolution(batch, size, inputs, outputs, kernel, stride, pad, part):
    def prepare():
        x, w = torch.rand(batch, inputs, size, size), torch.rand(outputs, inputs, kernel, kernel) - 0.5
        forwards = lambda: F.conv2d(x, w, stride=stride, padding=pad)
        mask = {"input-gradient": [True, False, False], "filter-gradient": [False, True, False]}.get(part)
        if mask is None:
            return forwards
        y = forwards()
        return lambda: torch.ops.aten.convolution_backward(y, x, w, None, [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], 1, mask)
    return prepare


def normalised(layer, channels):
    return [layer, nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]


def vae_gan():
    """The networks of the paper for 28 × 28 images; one forward pass, three optimisers."""
    encoder = nn.Sequential(
        *[part for i, o in ((1, 64), (64, 128), (128, 256)) for part in normalised(nn.Conv2d(i, o, 4, 2, 1), o)],
        nn.Flatten(), nn.Linear(2304, 20))
    decoder = nn.Sequential(
        nn.Linear(10, 2304), nn.Unflatten(1, (256, 3, 3)),
        *normalised(nn.ConvTranspose2d(256, 128, 6, 2, 2, 1), 128), *normalised(nn.ConvTranspose2d(128, 64, 6, 2, 2), 64),
        nn.ConvTranspose2d(64, 1, 6, 2, 2), nn.Sigmoid())
    discriminator = nn.Sequential(
        *[part for i, o in ((1, 64), (64, 128), (128, 256)) for part in normalised(nn.Conv2d(i, o, 6, 2, 2), o)],
        nn.Flatten(), nn.Linear(2304, 10), nn.Linear(10, 1))
    networks = [encoder, decoder, discriminator]
    optimisers = [torch.optim.Adam(n.parameters(), lr=0.005, betas=(0.5, 0.9), weight_decay=1e-4) for n in networks]
    x, noise = images(), torch.randn(BATCH, 10)
    real = lambda logits: -torch.log(torch.sigmoid(logits) + 1e-12).sum()
    fake = lambda logits: -torch.log(1 - torch.sigmoid(logits) + 1e-12).sum()

    def run():
        mean, variance = encoder(x).chunk(2, 1)
        made = decoder(mean + torch.exp(variance / 2) * noise)
        divergence = -0.5 * (1 + variance - mean.square() - variance.exp()).sum()
        loss = divergence + 2.75 * (made - x).abs().sum() + real(discriminator(made))
        both = [*encoder.parameters(), *decoder.parameters()]
        for parameter, gradient in zip(both, torch.autograd.grad(loss, both)):
            parameter.grad = gradient
        own = list(discriminator.parameters())
        error = real(discriminator(x)) + fake(discriminator(made.detach()))
        for parameter, gradient in zip(own, torch.autograd.grad(error, own)):
            parameter.grad = gradient
        for optimiser in optimisers:
            optimiser.step()
    return run


WORKS = {"forward": forward, "attack": attack, "training": training(cnn), "resnet13": training(resnet13), "vgg": training(vgg),
         "pgd": pgd, "render": render, "vae-gan": vae_gan}

threads = int(sys.argv[1])
torch.set_num_threads(threads)
torch.manual_seed(1)
obey(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", {**WORKS, **shaped(product, convolution)})
