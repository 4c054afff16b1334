import * as tf from "@tensorflow/tfjs";
import type { Computation, Input } from "./computation.ts";

const pair: readonly Input[] = [{ shape: [3, 5, 7] }, { shape: [5, 1] }];
const alike: readonly Input[] = [{ shape: [5, 7] }, { shape: [5, 7] }];
const one: readonly Input[] = [{ shape: [4, 6] }];
const images: Input = { shape: [3, 9, 9, 4] };

/**
 * Sine, cosine, exponential and logarithm, which a GPU may round more coarsely than IEEE asks of arithmetic.
 */
const TRANSCENDENTAL = 1e-4;

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
type Unary = (x: tf.Tensor) => tf.Tensor;

const binary = (name: string, run: Binary, inputs = pair): Computation => ({ name, inputs, run: (a, b) => run(a, b) });
const unary = (name: string, run: Unary, tolerance?: number): Computation => ({
  name,
  inputs: one,
  run: (x) => run(x),
  ...(tolerance === undefined ? {} : { tolerance }),
});
const flags = (name: string, run: Binary): Computation => ({ ...binary(name, run), differentiable: false });
const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.square(x), 0.1);

/**
 * Every operation of TensorFlow.js that `ops`, `training`, `evaluation` and the attacks call, with its
 * gradient.
 */
export const tensorflowComputations: readonly Computation[] = [
  binary("add, broadcast", tf.add),
  binary("sub, broadcast", tf.sub),
  binary("mul, broadcast", tf.mul),
  binary("div, broadcast", (a, b) => tf.div(a, positive(b))),
  { ...binary("divNoNan", (a, b) => tf.divNoNan(a, tf.relu(b))), differentiable: false },
  // TensorFlow.js's gradient of these two is wrong where one side is broadcast.
  binary("minimum", tf.minimum, alike),
  binary("maximum", tf.maximum, alike),
  { ...binary("minimum, maximum, broadcast", (a, b) => tf.add(tf.minimum(a, b), tf.maximum(tf.mul(a, 2), b))), differentiable: false },
  unary("addN", (x) => tf.addN([x, tf.mul(x, 2), tf.square(x)])),
  unary("neg", tf.neg),
  unary("abs", tf.abs),
  unary("square", tf.square),
  unary("sqrt", (x) => tf.sqrt(positive(x))),
  unary("rsqrt", (x) => tf.rsqrt(positive(x))),
  unary("exp", tf.exp, TRANSCENDENTAL),
  unary("log", (x) => tf.log(positive(x)), TRANSCENDENTAL),
  unary("sin", tf.sin, TRANSCENDENTAL),
  unary("cos", tf.cos, TRANSCENDENTAL),
  unary("tanh", tf.tanh, TRANSCENDENTAL),
  unary("sigmoid", tf.sigmoid, TRANSCENDENTAL),
  unary("relu", tf.relu),
  unary("clipByValue", (x) => tf.clipByValue(x, -0.5, 0.7)),
  { ...unary("step", (x) => tf.step(x)), differentiable: false },
  { ...unary("sign", tf.sign), differentiable: false },
  { ...unary("floor", (x) => tf.floor(tf.mul(x, 3))), differentiable: false },
  { ...unary("cast to int32 and back", (x) => tf.cast(tf.cast(tf.mul(x, 9), "int32"), "float32")), differentiable: false },
  unary("sum, one axis", (x) => tf.sum(x, 1)),
  unary("sum, all", (x) => tf.sum(x)),
  unary("mean, first axis", (x) => tf.mean(x, 0)),
  { name: "mean, three axes", inputs: [images], run: (x) => tf.mean(x, [0, 1, 2]) },
  unary("max, one axis", (x) => tf.max(x, 1)),
  { ...unary("argMax", (x) => tf.argMax(x, 1)), differentiable: false },
  { ...unary("topk", (x) => tf.topk(x, 3).values), differentiable: false },
  unary("logSoftmax", (x) => tf.logSoftmax(x as tf.Tensor2D), TRANSCENDENTAL),
  unary("reshape", (x) => tf.reshape(x, [3, 8])),
  unary("expandDims, squeeze", (x) => tf.squeeze(tf.expandDims(x, 1), [1])),
  unary("concat", (x) => tf.concat([x, tf.mul(x, 2)], 1)),
  unary("stack, unstack", (x) => tf.stack(tf.unstack(x, 1).toReversed(), 1)),
  unary("slice", (x) => tf.slice(x, [1, 2], [2, 3])),
  unary("pad", (x) =>
    tf.pad(x, [
      [1, 2],
      [0, 3],
    ]),
  ),
  unary("tile", (x) => tf.tile(x, [2, 3])),
  unary("broadcastTo", (x) => tf.broadcastTo(tf.reshape(x, [4, 1, 6]), [4, 5, 6])),
  unary("transpose", (x) => tf.transpose(x)),
  unary("cumsum", (x) => tf.cumsum(x, 1)),
  {
    name: "where",
    inputs: [{ shape: [4, 6], fill: "flags" }, { shape: [4, 6] }, { shape: [4, 6] }],
    run: (flag, a, b) => tf.where(flag, a, b),
  },
  unary("gather", (x) => tf.gather(x, tf.tensor1d([2, 0, 2, 3, 1], "int32"))),
  {
    ...unary("scatterND with repeated indices", (x) => tf.scatterND(tf.tensor2d([1, 0, 1, 4], [4, 1], "int32"), x, [5, 6])),
    differentiable: false,
  },
  {
    name: "oneHot",
    inputs: [{ shape: [12], fill: "classes", below: 5 }],
    run: (labels) => tf.oneHot(labels, 5, 1, 0, "float32"),
    differentiable: false,
  },
  flags("equal, notEqual", (a, b) => tf.add(tf.cast(tf.equal(a, b), "float32"), tf.mul(tf.cast(tf.notEqual(a, b), "float32"), 2))),
  flags("less, lessEqual, greater, greaterEqual", (a, b) =>
    tf.addN(
      [tf.less(a, b), tf.lessEqual(a, b), tf.greater(a, b), tf.greaterEqual(a, b)].map((flag, i) =>
        tf.mul(tf.cast(flag, "float32"), 2 ** i),
      ),
    ),
  ),
  {
    name: "logicalAnd, logicalOr, logicalNot",
    inputs: [
      { shape: [20], fill: "flags" },
      { shape: [20], fill: "flags" },
    ],
    run: (a, b) => [tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalNot(a)],
    differentiable: false,
  },
  {
    name: "eye, range, zeros, ones",
    inputs: [],
    run: () => [tf.eye(5), tf.range(0, 9, 2), tf.zeros([4]), tf.ones([4])],
    differentiable: false,
  },
  { name: "matMul", inputs: [{ shape: [7, 33] }, { shape: [33, 10] }], run: (a, b) => tf.matMul(a, b) },
  { name: "matMul, transposed", inputs: [{ shape: [33, 7] }, { shape: [10, 33] }], run: (a, b) => tf.matMul(a, b, true, true) },
  { name: "matMul of vectors as long as a layer", inputs: [{ shape: [5, 1152] }, { shape: [1152, 3] }], run: (a, b) => tf.matMul(a, b) },
  ...[
    { kernel: 4, stride: 2, pad: 1 },
    { kernel: 3, stride: 1, pad: 1 },
    { kernel: 1, stride: 2, pad: 0 },
    { kernel: 2, stride: 1, pad: 0 },
  ].map(({ kernel, stride, pad }): Computation => ({
    name: `conv2d ${kernel} × ${kernel}, stride ${stride}, pad ${pad}`,
    inputs: [images, { shape: [kernel, kernel, 4, 6] }],
    run: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad, "NHWC", 1, "floor"),
  })),
  {
    name: "conv2d of one channel",
    inputs: [{ shape: [2, 8, 8, 1] }, { shape: [4, 4, 1, 5] }],
    run: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 1, "NHWC", 1, "floor"),
  },
  { name: "maxPool 2", inputs: [images], run: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid") },
];
