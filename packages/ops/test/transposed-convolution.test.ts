import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { batchNorm, buildModule, linear, relu, reshape, sigmoid, transposedConvolution, type Module } from "../src/index.ts";
import { transposedConvolve } from "../src/transposed-convolution.ts";
import { gradientError, normals } from "./finite-difference.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

/** Sizes as in the decoders of VAE-GANs, and one without overlap. */
const cases = [
  { from: [3, 3], to: [7, 7], side: 6, stride: 2, pad: 2 },
  { from: [3, 3], to: [7, 6], side: 6, stride: 2, pad: 2 },
  { from: [4, 5], to: [8, 10], side: 6, stride: 2, pad: 2 },
  { from: [2, 3], to: [4, 6], side: 2, stride: 2, pad: 0 },
] as const;

/** Every input value times the kernel, put where it falls: the definition, in plain loops. */
function scattered(x: number[][][][], kernel: number[][][][], to: readonly [number, number], stride: number, pad: number): number[][][][] {
  const channels = kernel[0]?.[0]?.length as number;
  return x.map((image) => {
    const out = Array.from({ length: to[0] }, () => Array.from({ length: to[1] }, () => Array.from({ length: channels }, () => 0)));
    for (const [i, row] of image.entries())
      for (const [j, pixel] of row.entries())
        for (const [p, line] of kernel.entries())
          for (const [q, tap] of line.entries())
            for (const [o, weights] of tap.entries()) {
              const target = out[i * stride + p - pad]?.[j * stride + q - pad];
              if (target) target[o] = (target[o] as number) + weights.reduce((sum, w, c) => sum + w * (pixel[c] as number), 0);
            }
    return out;
  });
}

describe.each(cases)("a transposed convolution of $from to $to, kernel $side", ({ from, to, side, stride, pad }) => {
  const random = Random.seeded(31);
  const x = (): tf.Tensor4D => normals(random, [2, ...from, 3]) as tf.Tensor4D;
  const kernel = (): tf.Tensor4D => normals(random, [side, side, 2, 3]) as tf.Tensor4D;
  const run = (...[images, kernels]: tf.Tensor[]): tf.Tensor =>
    transposedConvolve(images as tf.Tensor4D, kernels as tf.Tensor4D, to, { stride, pad });

  test("puts every value times the kernel where it falls", () => {
    const [images, kernels] = [x(), kernel()];
    const expected = tf.tensor(scattered(images.arraySync(), kernels.arraySync(), to, stride, pad));
    const actual = run(images, kernels);
    expect(actual.shape).toEqual([2, ...to, 2]);
    expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-4);
  });

  test.each([0, 1])("has the gradient of finite differences in input %s", (input) => {
    expect(gradientError(run, [x(), kernel()], input, { step: 0.1 })).toBeLessThan(2e-3);
  });

  test("computes no gradient that nobody asked for", async () => {
    const [images, kernels] = [x(), kernel()];
    const { kernelNames } = await tf.profile(() => tf.grad((k) => run(images, k).sum())(kernels));
    expect(kernelNames).toContain("Conv2DBackpropFilter");
    expect(kernelNames).not.toContain("Conv2D");
  });
});

const layers = [
  linear(36),
  reshape([3, 3, 4]),
  transposedConvolution({ channels: 3, kernel: 6, stride: 2, pad: 2, outputPadding: [1, 0] }),
  batchNorm(),
  relu(),
  transposedConvolution({ channels: 2, kernel: 6, stride: 2, pad: 2 }),
  sigmoid(),
];

function disturb(module: Module): void {
  const random = Random.seeded(21);
  for (const [name, variable] of Object.entries(module.state())) {
    tf.tidy(() => {
      const noise = normals(random, variable.shape).mul(0.3);
      variable.assign(name.endsWith("/variance") ? tf.exp(noise) : tf.add(variable, noise));
    });
  }
}

describe("a decoder of such layers", () => {
  test("has the output that its sizes say, named variables, and values in (0, 1)", () => {
    using module = buildModule(layers, { input: [5] }, Random.seeded(1));
    expect(module.output).toEqual([14, 12, 2]);
    expect(module.state()["transposed1/kernel"]?.shape).toEqual([6, 6, 3, 4]);
    const images = module.forward(normals(Random.seeded(2), [3, 5]), "train");
    expect(images.shape).toEqual([3, 14, 12, 2]);
    expect(images.min().dataSync()[0]).toBeGreaterThan(0);
    expect(images.max().dataSync()[0]).toBeLessThan(1);
  });

  test("frozen and evaluated, agrees in values and in the gradient in the codes", () => {
    using module = buildModule(layers, { input: [5] }, Random.seeded(1));
    disturb(module);
    using frozen = module.freeze();
    const codes = normals(Random.seeded(2), [3, 5]);
    const evaluate = (x: tf.Tensor): tf.Tensor => module.forward(x, "eval");
    const run = (x: tf.Tensor): tf.Tensor => frozen.forward(x);
    const largest = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] as number;
    expect(largest(evaluate(codes), run(codes))).toBeLessThan(1e-5);
    expect(largest(tf.grad(evaluate)(codes), tf.grad(run)(codes))).toBeLessThan(1e-4);
    // Without ReLU, whose kinks finite differences would straddle.
    using smooth = buildModule(layers.toSpliced(4, 1), { input: [5] }, Random.seeded(1));
    using frozenSmooth = smooth.freeze();
    expect(gradientError((x) => frozenSmooth.forward(x), [codes], 0, { step: 0.03 })).toBeLessThan(5e-3);
  });

  test("refuses shapes and paddings that do not fit", () => {
    expect(() => buildModule([reshape([2, 2])], { input: [5] }, Random.seeded(1))).toThrow(/\[5\] cannot be reshaped to \[2, 2\]/);
    expect(() => transposedConvolution({ channels: 1, kernel: 6, stride: 2, outputPadding: [2, 0] })).toThrow(/less than the stride/);
  });
});
