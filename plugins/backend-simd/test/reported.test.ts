import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { expectClose, startSimd } from "./backends.ts";

beforeAll(() => startSimd());

const gradient = (of: (x: tf.Tensor) => tf.Tensor, at: tf.Tensor): tf.Tensor => tf.grad((x: tf.Tensor) => tf.sum(of(x)))(at);
const count = (size: number): number[] => Array.from({ length: size }, (_, i) => i + 1);

/**
 * What was reported wrong of TensorFlow.js and others, in our own words and numbers: repository and number,
 * what, how, and what is right.
 */
const reported: readonly (readonly [
  source: string,
  what: string,
  compute: () => tf.Tensor,
  shape: readonly number[],
  values: readonly number[],
])[] = [
  [
    "tensorflow/tfjs#7061",
    "product of two by two matrices with a batch of two",
    () => tf.matMul(tf.tensor(count(8), [2, 2, 1, 2]), tf.tensor([1, 2, 3, 4], [2, 2, 1])),
    [2, 2, 1, 1],
    [5, 25, 17, 53],
  ],
  ["tensorflow/tfjs#4192", "a batch of one keeps its axis", () => tf.matMul(tf.ones([1, 2, 3]), tf.ones([3, 1])), [1, 2, 1], [3, 3]],
  [
    "tensorflow/tfjs#8400",
    "product of large numbers",
    () => tf.div(tf.matMul(tf.tensor([7e8, 8e8], [1, 1, 1, 2]), tf.tensor([-3e8, 9e8, -2e9, 1e9], [2, 2])), 1e18),
    [1, 1, 1, 2],
    [-1.81, 1.43],
  ],
  [
    "tensorflow/tfjs-core#457",
    "product with a column",
    () =>
      tf.mul(
        [
          [10, 20],
          [30, 40],
        ],
        [[2], [4]],
      ),
    [2, 2],
    [20, 40, 120, 160],
  ],
  [
    "tensorflow/tfjs#221",
    "nearest pixels, two to three",
    () => tf.image.resizeNearestNeighbor(tf.tensor4d([2, 2, 4, 4], [1, 2, 2, 1]), [3, 3]),
    [1, 3, 3, 1],
    [2, 2, 2, 2, 2, 2, 4, 4, 4],
  ],
  [
    "tensorflow/tfjs#1729",
    "bilinear pixels with half pixel centres",
    () => tf.image.resizeBilinear(tf.tensor4d([1, 2, 3], [1, 1, 3, 1]), [1, 6], false, true),
    [1, 1, 6, 1],
    [1, 1.25, 1.75, 2.25, 2.75, 3],
  ],
  [
    "tensorflow/tfjs#402",
    "gradient of upsampling, two images",
    () =>
      gradient(
        (x) => tf.mul(tf.layers.upSampling2d({ size: [1, 2] }).apply(x) as tf.Tensor, tf.tensor(count(4), [2, 1, 2, 1])),
        tf.zeros([2, 1, 1, 1]),
      ),
    [2, 1, 1, 1],
    [3, 7],
  ],
  [
    "tensorflow/tfjs#7906",
    "gradient of a dilated convolution",
    () => gradient((x) => tf.conv1d(x as tf.Tensor3D, tf.tensor3d([1, 10], [2, 1, 1]), 1, "valid", "NWC", 2), tf.zeros([1, 4, 1])),
    [1, 4, 1],
    [1, 1, 10, 10],
  ],
  [
    "tensorflow/tfjs#5690",
    "gradient of an Einstein sum",
    () => gradient((x) => tf.einsum("ij,jk->ik", x, tf.tensor2d([1, 2, 3, 4], [2, 2])), tf.zeros([2, 2])),
    [2, 2],
    [3, 7, 3, 7],
  ],
];

test.each(reported)("%s: %s", (_, __, compute, shape, values) => {
  const result = tf.tidy(compute);
  expect(result.shape).toEqual(shape);
  expectClose(Float32Array.from(result.dataSync()), Float32Array.from(values), 1e-5);
  result.dispose();
});
