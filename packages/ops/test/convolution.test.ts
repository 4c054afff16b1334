import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { convolve, frozenConvolution } from "../src/convolution.ts";
import { frozenLinear } from "../src/dense.ts";
import { rectify, rectifySum } from "../src/relu.ts";
import { gradientError, normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const windows = [
  { side: 7, kernel: 4, stride: 2, pad: 1, output: 3 },
  { side: 6, kernel: 3, stride: 1, pad: 1, output: 6 },
  { side: 5, kernel: 1, stride: 2, pad: 0, output: 3 },
  { side: 4, kernel: 3, stride: 2, pad: 0, output: 1 },
];

describe.each(windows)(
  "a convolution of $side pixels, kernel $kernel, stride $stride, pad $pad",
  ({ side, kernel, stride, pad, output }) => {
    const random = Random.seeded(11);
    const train = (...[images, kernels]: tf.Tensor[]): tf.Tensor =>
      convolve(images as tf.Tensor4D, kernels as tf.Tensor4D, { stride, pad });
    const make = () => ({
      x: normals(random, [2, side, side, 2]) as tf.Tensor4D,
      weights: normals(random, [kernel, kernel, 2, 3]) as tf.Tensor4D,
      bias: normals(random, [3]) as tf.Tensor1D,
    });

    test.each([false, true])("equals the sum over explicit windows, ReLU %s", (relu) => {
      const { x, weights, bias } = make();
      const [image, w, b] = [x.arraySync(), weights.arraySync(), bias.arraySync()];
      const actual = frozenConvolution(x, weights, bias, { stride, pad }, relu).arraySync();
      expect(actual[0]).toHaveLength(output);
      actual.forEach((rows, n) =>
        rows.forEach((columns, i) =>
          columns.forEach((channels, j) =>
            channels.forEach((value, o) => {
              let sum = b[o] as number;
              for (let p = 0; p < kernel; p++) {
                for (let q = 0; q < kernel; q++) {
                  const pixel = image[n]?.[i * stride + p - pad]?.[j * stride + q - pad];
                  pixel?.forEach((intensity, c) => (sum += intensity * (w[p]?.[q]?.[c]?.[o] as number)));
                }
              }
              expect(value).toBeCloseTo(relu ? Math.max(sum, 0) : sum, 4);
            }),
          ),
        ),
      );
    });

    test.each([0, 1])("in training has the gradient of finite differences in input %s", (input) => {
      const { x, weights } = make();
      expect(gradientError(train, [x, weights], input, { step: 0.1 })).toBeLessThan(2e-3);
    });

    test("has the input gradient of finite differences", () => {
      const { x, weights, bias } = make();
      // The bias lifts every output well above zero, so that no difference straddles the kink of ReLU.
      const lifted = tf.add<tf.Tensor1D>(bias, 100);
      const f = (input: tf.Tensor): tf.Tensor => frozenConvolution(input as tf.Tensor4D, weights, lifted, { stride, pad }, true);
      expect(gradientError(f, [x], 0, { step: 0.1 })).toBeLessThan(5e-3);
    });
  },
);

test("gradients stop where ReLU is off", () => {
  const x = tf.tensor2d([[1, -2, 3, -4]]);
  const weights = tf.eye(4);
  const bias = tf.zeros<tf.Rank.R1>([4]);
  const gradient = (f: (x: tf.Tensor) => tf.Tensor): number[] => [...tf.grad(f)(x).dataSync()];
  expect(gradient((input) => frozenLinear(input as tf.Tensor2D, weights, bias, true))).toEqual([1, 0, 1, 0]);
  expect(gradient(rectify)).toEqual([1, 0, 1, 0]);
  expect(gradient((input) => rectifySum(input, tf.tensor2d([[0, 5, -5, 0]])))).toEqual([1, 1, 0, 0]);
});

test("a linear layer is x · kernel + bias, its gradient the kernel's transpose", () => {
  const random = Random.seeded(12);
  const [x, kernel, bias] = [normals(random, [3, 4]), normals(random, [4, 2]), normals(random, [2])] as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const expected = tf.add(tf.matMul(x, kernel), bias);
  const actual = frozenLinear(x, kernel, bias, false);
  expect(tf.max(tf.abs(tf.sub(expected, actual))).dataSync()[0]).toBeLessThan(1e-6);
  expect(gradientError((input) => frozenLinear(input as tf.Tensor2D, kernel, bias, false), [x], 0)).toBeLessThan(2e-3);
});
