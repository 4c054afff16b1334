import * as tf from "@tensorflow/tfjs";
import type { SimdBackend } from "../src/simd-backend.ts";
import { describe, expect, test } from "vitest";
import { noise, runOn, startSimd } from "./backends.ts";

/**
 * A convolutional network large enough for every kernel to be shared between threads, whose layers take all
 * ways through them: direct, scattered, and by minimal filtering of stride 2 and of stride 1. Output and all
 * gradients.
 */
function network(images: tf.Tensor): tf.Tensor[] {
  const shapes = [[4, 4, 1, 16], [4, 4, 16, 32], [4, 4, 32, 36], [3, 3, 36, 40]]; // prettier-ignore
  const filters = shapes.map((shape, i) => noise(shape, i + 1));
  const dense = noise([3 * 3 * 40, 30], 9);
  const forward = (...inputs: tf.Tensor[]): tf.Tensor => {
    const [first, ...rest] = inputs as [tf.Tensor, ...tf.Tensor[]];
    const weights = rest.pop() as tf.Tensor2D;
    let value = first as tf.Tensor4D;
    for (const [i, filter] of rest.entries()) value = tf.relu(tf.conv2d(value, filter as tf.Tensor4D, i < 3 ? 2 : 1, 1));
    return tf.matMul(tf.reshape<tf.Rank.R2>(value, [-1, weights.shape[0]]), weights);
  };
  const inputs = [images, ...filters, dense];
  return [
    forward(...inputs),
    ...tf.grads((...all: tf.Tensor[]) =>
      forward(...all)
        .square()
        .sum(),
    )(inputs),
  ];
}

const images = (): tf.Tensor => noise([60, 28, 28, 1], 8);

describe("threads", () => {
  test.each(["relaxed", "plain"] as const)("do not change a byte of any result (%s build)", async (build) => {
    const outcomes: Float32Array[][] = [];
    for (const options of [{ threads: 1 }, { threads: 2 }, { threads: 3 }, { shared: false }]) {
      await startSimd({ build, ...options });
      for (let repeat = 0; repeat < 3; repeat++) outcomes.push((await runOn("simd", () => network(images()))).values);
    }
    for (const outcome of outcomes.slice(1)) expect(outcome).toEqual(outcomes[0]);
  });

  test("a row of a result does not depend on where in which batch it stands", async () => {
    await startSimd({ threads: 2 });
    const order = Array.from({ length: 60 }, (_, i) => (i * 7) % 60);
    const results = (batch: tf.Tensor): tf.Tensor[] => network(batch).slice(0, 2);
    const [whole, gradient] = (await runOn("simd", () => results(images()))).values;
    const permuted = await runOn("simd", () => results(tf.gather(images(), order)));
    const pick = (values: Float32Array, row: number, rows: number): Float32Array => {
      const size = values.length / rows;
      return values.slice(row * size, (row + 1) * size);
    };
    for (const [at, row] of order.entries()) {
      expect(pick(permuted.values[0]!, at, 60)).toEqual(pick(whole!, row, 60));
      expect(pick(permuted.values[1]!, at, 60)).toEqual(pick(gradient!, row, 60));
    }
    for (const [begin, size] of [
      [0, 1],
      [1, 12],
      [13, 5],
      [18, 42],
    ] as const) {
      // prettier-ignore
      const part = await runOn("simd", () => results(tf.slice(images(), begin, size)));
      for (let i = 0; i < size; i++) {
        expect(pick(part.values[0]!, i, size)).toEqual(pick(whole!, begin + i, 60));
        expect(pick(part.values[1]!, i, size)).toEqual(pick(gradient!, begin + i, 60));
      }
    }
  });

  test("one that dies gives a Fault, not a hang", async () => {
    const { Worker } = await import("node:worker_threads");
    let victim: InstanceType<typeof Worker> | undefined;
    process.once("worker", (worker) => (victim = worker));
    await startSimd({ threads: 2 });
    expect(tf.tidy(() => tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync()[0])).toBe(2);
    await victim!.terminate();
    const compute = (): unknown => tf.tidy(() => tf.matMul(tf.ones([400, 400]), tf.ones([400, 400])).dataSync());
    expect(compute).toThrow(expect.objectContaining({ code: "crashed" }));
  });

  test("one whose kernel fails gives a Fault, not a hang", async () => {
    await startSimd({ threads: 2 });
    const backend = tf.backend() as SimdBackend;
    const beyond = 0xf000_0000;
    let fault: unknown;
    try {
      backend.run("transposeMatrix", [beyond, beyond, 1000, 64_000], [], 4000, 16_000);
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({ code: "crashed", cause: expect.any(WebAssembly.RuntimeError) });
  });
});
