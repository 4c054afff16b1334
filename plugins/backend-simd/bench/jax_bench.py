"""A contender of the benchmark: JAX on the processor, every work compiled whole. Argument: threads."""

import sys

from contender import keep_to, obey, shaped

threads = int(sys.argv[1])
keep_to(threads)

import jax
import jax.numpy as jnp
from jax import lax

BATCH = 100
ORDER = ("NHWC", "HWIO", "NHWC")


def draw(seed, *shape):
    return jax.random.uniform(jax.random.PRNGKey(seed), shape) - 0.5


def images():
    return draw(1, BATCH, 28, 28, 1) + 0.5


LABELS = jax.nn.one_hot(jnp.arange(BATCH) % 10, 10)


def conv(x, w, stride, pad):
    return lax.conv_general_dilated(x, w, (stride, stride), [(pad, pad)] * 2, dimension_numbers=ORDER)


def transposed(x, w, extra):
    """6 × 6, stride 2, padding 2."""
    return lax.conv_general_dilated(x, w, (1, 1), [(3, 3 + extra)] * 2, lhs_dilation=(2, 2), dimension_numbers=ORDER)


def batch_norm(p, x, running=None):
    """With the statistics of the batch, which are answered, too; or with running ones."""
    mean, variance = (x.mean((0, 1, 2)), x.var((0, 1, 2))) if running is None else running
    y = (x - mean) * lax.rsqrt(variance + 1e-5) * p["scale"] + p["offset"]
    return jax.nn.relu(y), (mean, variance)


def weights(seed, kernel, inputs, outputs, normalise=True):
    p = {"w": 0.1 * draw(seed, *kernel, inputs, outputs), "b": jnp.zeros(outputs)}
    return {**p, "scale": jnp.ones(outputs), "offset": jnp.zeros(outputs)} if normalise else p


def cnn_weights():
    shapes = ((1, 16), (16, 32), (32, 64))
    return {"stages": [weights(i, (4, 4), *shape) for i, shape in enumerate(shapes)],
            "head": [weights(5, (), 576, 100, False), weights(6, (), 100, 10, False)]}


RUNNING = [(jnp.zeros(c), jnp.ones(c)) for c in (16, 32, 64)]


def cnn(p, x, running=None):
    seen = []
    for i, stage in enumerate(p["stages"]):
        x, statistics = batch_norm(stage, conv(x, stage["w"], 2, 1) + stage["b"], running and running[i])
        seen.append(statistics)
    x = x.reshape(BATCH, -1)
    for layer in p["head"]:
        x = x @ layer["w"] + layer["b"]
    return x, seen


def loss(logits):
    return -(LABELS * jax.nn.log_softmax(logits)).sum()


def adam(p, g, m, v, step, rate):
    g = jax.tree.map(lambda a, b: a + 1e-4 * b, g, p)
    m = jax.tree.map(lambda a, b: 0.5 * a + 0.5 * b, m, g)
    v = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b * b, v, g)
    scale = rate * jnp.sqrt(1 - 0.9**step) / (1 - 0.5**step)
    return jax.tree.map(lambda a, b, c: a - scale * b / (jnp.sqrt(c) + 1e-8), p, m, v), m, v


def settled(function, *arguments):
    """Compiled; done when its results are there."""
    compiled = jax.jit(function)
    return lambda: jax.block_until_ready(compiled(*arguments))


def forward():
    return settled(lambda p, x: cnn(p, x, RUNNING)[0], cnn_weights(), images())


def attack():
    return settled(jax.grad(lambda x, p: loss(cnn(p, x, RUNNING)[0])), images(), cnn_weights())


def stepping(step, state):
    """A step that changes its state in place."""
    compiled = jax.jit(step, donate_argnums=0)

    def run():
        nonlocal state
        state = jax.block_until_ready(compiled(state))
    return run


def training():
    x = images()

    def step(state):
        p, m, v, running, count = state
        def mean_loss(p):
            logits, seen = cnn(p, x)
            return loss(logits) / BATCH, seen
        g, seen = jax.grad(mean_loss, has_aux=True)(p)
        running = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, running, seen)
        return *adam(p, g, m, v, count, 0.0095), running, count + 1
    p = cnn_weights()
    zeros = lambda: jax.tree.map(jnp.zeros_like, p)
    return stepping(step, (p, zeros(), zeros(), jax.tree.map(jnp.array, RUNNING), jnp.float32(1)))


def vae_gan_weights():
    down = ((1, 64), (64, 128), (128, 256))
    return {
        "encoder": {"stages": [weights(i, (4, 4), *s) for i, s in enumerate(down)], "head": weights(3, (), 2304, 20, False)},
        "decoder": {"head": weights(4, (), 10, 2304, False),
                    "stages": [weights(5, (6, 6), 256, 128), weights(6, (6, 6), 128, 64), weights(7, (6, 6), 64, 1, False)]},
        "discriminator": {"stages": [weights(8 + i, (6, 6), *s) for i, s in enumerate(down)],
                          "head": [weights(11, (), 2304, 10, False), weights(12, (), 10, 1, False)]}}


def downwards(stages, x, pad):
    for stage in stages:
        x, _ = batch_norm(stage, conv(x, stage["w"], 2, pad) + stage["b"])
    return x.reshape(BATCH, -1)


def decode(p, z):
    x = (z @ p["head"]["w"] + p["head"]["b"]).reshape(BATCH, 3, 3, 256)
    for stage, extra in zip(p["stages"], (1, 0, 0)):
        x = transposed(x, stage["w"], extra) + stage["b"]
        if "scale" in stage:
            x, _ = batch_norm(stage, x)
    return jax.nn.sigmoid(x)


def judge(p, x):
    x = downwards(p["stages"], x, 2)
    for layer in p["head"]:
        x = x @ layer["w"] + layer["b"]
    return x


def vae_gan():
    """The networks of the paper for 28 × 28 images; one forward pass, three optimisers."""
    x, noise = images(), draw(2, BATCH, 10)
    real = lambda logits: -jnp.log(jax.nn.sigmoid(logits) + 1e-12).sum()
    fake = lambda logits: -jnp.log(1 - jax.nn.sigmoid(logits) + 1e-12).sum()

    def step(state):
        p, m, v, count = state
        def generation(both):
            head = both["encoder"]["head"]
            mean, variance = jnp.split(downwards(both["encoder"]["stages"], x, 1) @ head["w"] + head["b"], 2, 1)
            made = decode(both["decoder"], mean + jnp.exp(variance / 2) * noise)
            divergence = -0.5 * (1 + variance - mean**2 - jnp.exp(variance)).sum()
            return divergence + 2.75 * jnp.abs(made - x).sum() + real(judge(p["discriminator"], made)), made
        both, made = jax.grad(generation, has_aux=True)({name: p[name] for name in ("encoder", "decoder")})
        own = jax.grad(lambda d: real(judge(d, x)) + fake(judge(d, lax.stop_gradient(made))))(p["discriminator"])
        return *adam(p, {**both, "discriminator": own}, m, v, count, 0.005), count + 1
    p = vae_gan_weights()
    zeros = lambda: jax.tree.map(jnp.zeros_like, p)
    return stepping(step, (p, zeros(), zeros(), jnp.float32(1)))


def product(side):
    return lambda: settled(jnp.matmul, draw(1, side, side), draw(2, side, side))


def convolution(batch, size, inputs, outputs, kernel, stride, pad, part):
    def prepare():
        x, w = draw(1, batch, size, size, inputs), draw(2, kernel, kernel, inputs, outputs)
        function = lambda x, w: conv(x, w, stride, pad)
        if part == "forward":
            return settled(function, x, w)
        y = function(x, w)
        which = 0 if part == "input-gradient" else 1
        return settled(lambda x, w, y: jax.vjp(function, x, w)[1](y)[which], x, w, y)
    return prepare


WORKS = {"forward": forward, "attack": attack, "training": training, "vae-gan": vae_gan}
obey(f"JAX {jax.__version__}, {threads} threads", {**WORKS, **shaped(product, convolution)})
