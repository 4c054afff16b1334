"""One training step of a VAE-GAN with PyTorch in double precision, as a fixture for test/step.test.ts.

    python3 tools/step.py test/step.safetensors

Needs PyTorch. Writes a batch, the weights before it, loss terms, gradients, and the weights after one step of three optimisers, under the
names and layouts of the README. Written from the specification of the networks and losses, not from the TypeScript.
"""

import json
import math
import struct
import sys

import torch
import torch.nn.functional as F

WIDTH, SIZE, BATCH, BETA, GAMMA, RATE, DECAY = 2, 3, 5, 2.25, 1.0, 0.0045, 1e-4
torch.manual_seed(1)


def weights(shape, deviation):
    return (torch.randn(shape, dtype=torch.float64) * deviation).float().double()


def normalised(parameters, name, channels):
    parameters[f"{name}/scale"] = 1 + weights([channels], 0.2)
    parameters[f"{name}/offset"] = weights([channels], 0.2)


def make():
    """Weights far from those of a start, so that nothing is small by chance. Kernels [k, k, in, out]; transposed [k, k, out, in]."""
    encoder, decoder, discriminator = {}, {}, {}
    before = 1
    for i in range(3):
        channels = WIDTH * 2**i
        for network, side in ((encoder, 4), (discriminator, 6)):
            network[f"conv{i + 1}/kernel"] = weights([side, side, before, channels], math.sqrt(1 / (before * side * side)))
            network[f"conv{i + 1}/bias"] = weights([channels], 0.1)
            normalised(network, f"norm{i + 1}", channels)
        before = channels
    features = 9 * before
    encoder["linear1/kernel"], encoder["linear1/bias"] = weights([features, 2 * SIZE], features**-0.5), weights([2 * SIZE], 0.1)
    discriminator["linear1/kernel"], discriminator["linear1/bias"] = weights([features, 10], features**-0.5), weights([10], 0.1)
    discriminator["linear2/kernel"], discriminator["linear2/bias"] = weights([10, 1], 0.3), weights([1], 0.1)
    decoder["linear1/kernel"], decoder["linear1/bias"] = weights([SIZE, features], 0.5), weights([features], 0.1)
    for i in range(3):
        channels = 1 if i == 2 else WIDTH * 2 ** (1 - i)
        decoder[f"transposed{i + 1}/kernel"] = weights([6, 6, channels, before], math.sqrt(1 / (before * 9)))
        decoder[f"transposed{i + 1}/bias"] = weights([channels], 0.1)
        if i < 2:
            normalised(decoder, f"norm{i + 1}", channels)
        before = channels
    return {"encoder": encoder, "decoder": decoder, "discriminator": discriminator}


def running(networks):
    """Running statistics, as batch norm updates them: momentum 0.1, unbiased variance."""
    return {
        name: {f"{key[:-6]}/{part}": (torch.zeros if part == "mean" else torch.ones)(len(value), dtype=torch.float64)
               for key, value in network.items() if key.endswith("/scale") for part in ("mean", "variance")}
        for name, network in networks.items()
    }


def norm(x, network, statistics, name):
    x = F.batch_norm(x, statistics[f"{name}/mean"], statistics[f"{name}/variance"], network[f"{name}/scale"], network[f"{name}/offset"],
                     training=True, momentum=0.1, eps=1e-5)
    return F.relu(x)


def convolve(x, network, statistics, pad):
    """x [B, C, H, W] through convolutions of stride 2, then flattened as height, width, channels."""
    for i in (1, 2, 3):
        kernel = network[f"conv{i}/kernel"].permute(3, 2, 0, 1)
        x = norm(F.conv2d(x, kernel, network[f"conv{i}/bias"], stride=2, padding=pad), network, statistics, f"norm{i}")
    return x.permute(0, 2, 3, 1).flatten(1)


def encode(x, network, statistics):
    return convolve(x, network, statistics, 1) @ network["linear1/kernel"] + network["linear1/bias"]


def decode(z, network, statistics):
    x = (z @ network["linear1/kernel"] + network["linear1/bias"]).view(len(z), 3, 3, -1).permute(0, 3, 1, 2)
    for i in (1, 2, 3):
        kernel = network[f"transposed{i}/kernel"].permute(3, 2, 0, 1)
        x = F.conv_transpose2d(x, kernel, network[f"transposed{i}/bias"], stride=2, padding=2, output_padding=1 if i == 1 else 0)
        if i < 3:
            x = norm(x, network, statistics, f"norm{i}")
    return torch.sigmoid(x)


def discriminate(x, network, statistics):
    x = convolve(x, network, statistics, 2) @ network["linear1/kernel"] + network["linear1/bias"]
    return x @ network["linear2/kernel"] + network["linear2/bias"]


def step(networks, statistics, images, noise):
    for network in networks.values():
        for value in network.values():
            value.requires_grad_(True)
    x = images.permute(0, 3, 1, 2)
    mean, log_variance = encode(x, networks["encoder"], statistics["encoder"]).split(SIZE, 1)
    made = decode(mean + torch.exp(0.5 * log_variance) * noise, networks["decoder"], statistics["decoder"])
    real = discriminate(x, networks["discriminator"], statistics["discriminator"])
    fake = discriminate(made, networks["discriminator"], {k: v.clone() for k, v in statistics["discriminator"].items()})
    apart = discriminate(made.detach(), networks["discriminator"], {k: v.clone() for k, v in statistics["discriminator"].items()})
    kl = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()
    error = (x - made).abs().sum()
    adversarial = -torch.log(torch.sigmoid(fake) + 1e-12).sum()
    told = -(torch.log(torch.sigmoid(real) + 1e-12) + torch.log(1 - torch.sigmoid(apart) + 1e-12)).sum()
    losses = {"encoder": kl + BETA * error + GAMMA * adversarial, "decoder": BETA * error + GAMMA * adversarial, "discriminator": GAMMA * told}
    gradients = {name: dict(zip(network, torch.autograd.grad(losses[name], list(network.values()), retain_graph=True)))
                 for name, network in networks.items()}
    terms = {"divergence": kl, "reconstruction": error, "adversarial": adversarial, "discriminator": told,
             "real": torch.sigmoid(real).sum(), "fake": torch.sigmoid(fake).sum()}
    return gradients, {name: value.detach() / BATCH for name, value in terms.items()}


def adam(weight, gradient):
    """First step, β (0.5, 0.9): coupled decay, stabiliser before bias correction."""
    g = gradient + DECAY * weight
    m, v = 0.5 * g, 0.1 * g**2
    return weight - RATE * math.sqrt(1 - 0.9) / (1 - 0.5) * m / (v.sqrt() + 1e-8)


def write(path, tensors):
    header, data, offset = {}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.detach().float().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(raw)]}
        offset += len(raw)
        data.append(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    networks = make()
    statistics = running(networks)
    images = torch.rand([BATCH, 28, 28, 1], dtype=torch.float64).float().double()
    noise = weights([BATCH, SIZE], 1)
    gradients, terms = step(networks, statistics, images, noise)
    tensors = {"images": images, "noise": noise}
    tensors |= {f"terms/{name}": value for name, value in terms.items()}
    for name, network in networks.items():
        for key, value in network.items():
            tensors[f"{name}/{key}"] = value
            tensors[f"gradients/{name}/{key}"] = gradients[name][key]
            tensors[f"after/{name}/{key}"] = adam(value, gradients[name][key])
        if name != "discriminator":
            tensors |= {f"after/{name}/{key}": value for key, value in statistics[name].items()}
    write(sys.argv[1], tensors)
