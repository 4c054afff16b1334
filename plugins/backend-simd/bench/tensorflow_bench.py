"""A contender of the benchmark: TensorFlow on the processor, every work a traced function. Argument: threads."""

import os
import sys

from contender import obey, shaped

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import tensorflow as tf

threads = int(sys.argv[1])
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
tf.random.set_seed(1)

BATCH = 100
LABELS = tf.range(BATCH) % 10


def images():
    return tf.random.uniform((BATCH, 28, 28, 1))


class Layer:
    """A convolution, or a linear layer where there is no kernel; with batch norm and ReLU unless told otherwise."""

    def __init__(self, inputs, outputs, kernel=None, pad=0, normalise=True, extra=None):
        shape = (inputs, outputs) if kernel is None else (kernel, kernel, *((inputs, outputs) if extra is None else (outputs, inputs)))
        self.w, self.b = tf.Variable(0.1 * tf.random.normal(shape)), tf.Variable(tf.zeros(outputs))
        self.kernel, self.pad, self.extra = kernel, pad, extra
        self.variables = [self.w, self.b]
        self.normalise = normalise and kernel is not None
        if self.normalise:
            self.scale, self.offset = tf.Variable(tf.ones(outputs)), tf.Variable(tf.zeros(outputs))
            self.running = [tf.Variable(tf.zeros(outputs), trainable=False), tf.Variable(tf.ones(outputs), trainable=False)]
            self.variables += [self.scale, self.offset]

    def __call__(self, x, train):
        if self.kernel is None:
            return tf.reshape(x, (BATCH, -1)) @ self.w + self.b
        if self.extra is None:
            x = tf.nn.conv2d(x, self.w, 2, [[0, 0], [self.pad] * 2, [self.pad] * 2, [0, 0]]) + self.b
        else:
            side = 2 * x.shape[1] + self.extra
            pads = [[0, 0], [self.pad] * 2, [self.pad] * 2, [0, 0]]
            x = tf.nn.conv2d_transpose(x, self.w, (BATCH, side, side, self.w.shape[2]), 2, pads) + self.b
        if not self.normalise:
            return x
        if train:
            x, mean, variance = tf.compat.v1.nn.fused_batch_norm(x, self.scale, self.offset, epsilon=1e-5)
            for old, new in zip(self.running, (mean, variance)):
                old.assign(0.9 * old + 0.1 * new)
        else:
            x, _, _ = tf.compat.v1.nn.fused_batch_norm(x, self.scale, self.offset, *self.running, epsilon=1e-5, is_training=False)
        return tf.nn.relu(x)


class Network:
    def __init__(self, *layers):
        self.layers = layers
        self.variables = [variable for layer in layers for variable in layer.variables]
        self.m, self.v = ([tf.Variable(tf.zeros_like(variable)) for variable in self.variables] for _ in range(2))
        self.count = tf.Variable(0.0)

    def __call__(self, x, train=False):
        for layer in self.layers:
            x = layer(x, train)
        return x

    def adam(self, gradients, rate):
        self.count.assign_add(1)
        rate = rate * tf.sqrt(1 - 0.9**self.count) / (1 - 0.5**self.count)
        for variable, gradient, m, v in zip(self.variables, gradients, self.m, self.v):
            gradient += 1e-4 * variable
            m.assign(0.5 * m + 0.5 * gradient)
            v.assign(0.9 * v + 0.1 * gradient**2)
            variable.assign_sub(rate * m / (tf.sqrt(v) + 1e-8))


def cnn():
    return Network(Layer(1, 16, 4, 1), Layer(16, 32, 4, 1), Layer(32, 64, 4, 1), Layer(576, 100), Layer(100, 10))


def loss(logits):
    return tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(LABELS, logits))


def traced(function):
    """Compiled; reads one value of what it answers with."""
    compiled = tf.function(function)
    return lambda: tf.reshape(compiled(), (-1,))[0].numpy()


def forward():
    network, x = cnn(), images()
    return traced(lambda: network(x))


def attack():
    network, x = cnn(), images()

    def gradient():
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            error = loss(network(x))
        return tape.gradient(error, x)
    return traced(gradient)


def training():
    network, x = cnn(), images()

    def step():
        with tf.GradientTape() as tape:
            error = loss(network(x, True)) / BATCH
        network.adam(tape.gradient(error, network.variables), 0.0095)
        return error
    return traced(step)


def vae_gan():
    """The networks of the paper for 28 × 28 images; one forward pass, three optimisers."""
    encoder = Network(Layer(1, 64, 4, 1), Layer(64, 128, 4, 1), Layer(128, 256, 4, 1), Layer(2304, 20))
    first = Layer(10, 2304)
    rest = Network(Layer(256, 128, 6, 2, extra=1), Layer(128, 64, 6, 2, extra=0), Layer(64, 1, 6, 2, False, extra=0))
    decoder = Network(first, *rest.layers)
    judge = Network(Layer(1, 64, 6, 2), Layer(64, 128, 6, 2), Layer(128, 256, 6, 2), Layer(2304, 10), Layer(10, 1))
    x, noise = images(), tf.random.normal((BATCH, 10))
    real = lambda logits: -tf.reduce_sum(tf.math.log(tf.sigmoid(logits) + 1e-12))
    fake = lambda logits: -tf.reduce_sum(tf.math.log(1 - tf.sigmoid(logits) + 1e-12))

    def step():
        both = encoder.variables + decoder.variables
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(both)
            mean, variance = tf.split(encoder(x, True), 2, 1)
            z = mean + tf.exp(variance / 2) * noise
            made = tf.sigmoid(rest(tf.reshape(first(z, True), (BATCH, 3, 3, 256)), True))
            divergence = -0.5 * tf.reduce_sum(1 + variance - mean**2 - tf.exp(variance))
            error = divergence + 2.75 * tf.reduce_sum(tf.abs(made - x)) + real(judge(made, True))
        gradients = tape.gradient(error, both)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(judge.variables)
            wrong = real(judge(x, True)) + fake(judge(tf.stop_gradient(made), True))
        own = tape.gradient(wrong, judge.variables)
        encoder.adam(gradients[: len(encoder.variables)], 0.005)
        decoder.adam(gradients[len(encoder.variables) :], 0.005)
        judge.adam(own, 0.005)
        return error
    return traced(step)


def product(side):
    def prepare():
        a, b = tf.random.uniform((side, side)), tf.random.uniform((side, side))
        return traced(lambda: a @ b)
    return prepare


def convolution(batch, size, inputs, outputs, kernel, stride, pad, part):
    def prepare():
        x, w = tf.random.uniform((batch, size, size, inputs)), tf.random.uniform((kernel, kernel, inputs, outputs)) - 0.5
        pads = [[0, 0], [pad, pad], [pad, pad], [0, 0]]
        forwards = lambda: tf.nn.conv2d(x, w, stride, pads)
        if part == "forward":
            return traced(forwards)
        y, how = forwards(), {"strides": [1, stride, stride, 1], "padding": "EXPLICIT", "explicit_paddings": sum(pads, [])}
        if part == "input-gradient":
            return traced(lambda: tf.raw_ops.Conv2DBackpropInput(input_sizes=x.shape, filter=w, out_backprop=y, **how))
        return traced(lambda: tf.raw_ops.Conv2DBackpropFilter(input=x, filter_sizes=w.shape, out_backprop=y, **how))
    return prepare


WORKS = {"forward": forward, "attack": attack, "training": training, "vae-gan": vae_gan}
obey(f"TensorFlow {tf.__version__}, {threads} threads", {**WORKS, **shaped(product, convolution)})
