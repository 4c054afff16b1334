import { Fault, partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import plugin, { configureSimd, simdInfo } from "@disentangle/backend-simd";
import { describe, expect, test } from "vitest";
import { noise, startSimd } from "./backends.ts";

const square = (size: number, seed: number): tf.Tensor2D => noise([size, size], seed) as tf.Tensor2D;

describe("memory", () => {
  test.each([{ threads: 2 }, { shared: false }])("does not grow in a loop, and nothing stays behind (%j)", async (options) => {
    await startSimd(options);
    const weights = tf.tidy(() => noise([4, 4, 8, 24], 1) as tf.Tensor4D);
    const before = tf.memory().numTensors;
    const loop = (batch: number): void =>
      tf.tidy(() => {
        const gradient = tf.grad((x: tf.Tensor) =>
          tf
            .conv2d(x as tf.Tensor4D, weights, 2, "same")
            .square()
            .sum(),
        );
        gradient(noise([batch, 20, 20, 8], 2)).dataSync();
      });
    for (let i = 0; i < 40; i++) loop(1 + (i % 7));
    const settled = simdInfo()!;
    for (let i = 0; i < 200; i++) loop(1 + (i % 7));
    expect(simdInfo()).toEqual(settled);
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
    expect(simdInfo()).toMatchObject({ bytesUsed: 0, blocksUsed: 0 });
  });

  test.each([true, false])("beyond its limit says how much was asked and how much is used (shared: %s)", async (shared) => {
    await startSimd({ shared, memoryLimit: 24 * 2 ** 20 });
    const kept = tf.tidy(() => tf.matMul(square(1024, 1), square(1024, 2)));
    let fault: unknown;
    try {
      tf.tidy(() => tf.matMul(square(2048, 1), square(2048, 2)));
    } catch (error) {
      fault = error;
    }
    expect(Fault.is(fault, "out-of-memory")).toBe(true);
    expect((fault as Fault).message).toMatch(/asked for 16\.0 MiB while [\d.]+ MiB of at most 24\.0 MiB are in use/);
    // What was there before is unharmed, and work goes on.
    expect(kept.dataSync().length).toBe(1024 * 1024);
    kept.dispose();
    expect(simdInfo()).toMatchObject({ bytesUsed: 0 });
  });

  test.each([true, false])("grows under tensors without changing them (shared: %s)", async (shared) => {
    await startSimd({ shared });
    const a = square(64, 1);
    const product = tf.matMul(a, a);
    const values = product.dataSync();
    const large = tf.tidy(() => tf.matMul(square(3000, 1), noise([3000, 1], 2) as tf.Tensor2D));
    expect(simdInfo()!.heapBytes).toBeGreaterThan(30 * 2 ** 20);
    expect(product.dataSync()).toEqual(values);
    // A CPU kernel on a tensor of the heap, through a view made after the growth.
    expect(tf.tidy(() => tf.cumsum(product, 1).dataSync()[0])).toBe(values[0]);
    tf.dispose([a, product, large]);
  });

  test("what left the backend is safe from what happens in it", async () => {
    await startSimd({ threads: 1 });
    const product = tf.tidy(() => tf.matMul(tf.ones([3, 5]), tf.ones([5, 4])));
    const slice = tf.slice(product, [1, 0], [2, 4]);
    const taken = product.dataSync();
    product.dispose();
    const others = Array.from({ length: 8 }, (_, i) => tf.tidy(() => tf.matMul(tf.mul<tf.Tensor2D>(tf.ones([3, 5]), i), tf.ones([5, 4]))));
    expect(Array.from(taken)).toEqual(Array.from({ length: 12 }, () => 5));
    expect(Array.from(slice.dataSync())).toEqual(Array.from({ length: 8 }, () => 5));
    expect(Array.from(await others[3]!.data())).toEqual(Array.from({ length: 12 }, () => 15));
    taken.fill(0);
    expect(others[1]!.dataSync()[0]).toBe(5);
    tf.dispose([slice, ...others]);
  });

  test("tensors move to another backend and back", async () => {
    await startSimd({ threads: 1 });
    const product = tf.tidy(() => tf.matMul(square(8, 1), square(8, 2)));
    const values = product.dataSync();
    await tf.setBackend("cpu");
    const sum = tf.tidy(() => product.add(product));
    expect(simdInfo()).toMatchObject({ bytesUsed: 0 });
    await tf.setBackend("simd");
    expect(
      tf.tidy(() =>
        tf
          .matMul(sum as tf.Tensor2D, tf.eye(8))
          .div(2)
          .dataSync(),
      ),
    ).toEqual(values);
    tf.dispose([product, sum]);
  });

  test.each([{ threads: 1.5 }, { build: "fast" }, { shared: "yes" }, { memoryLimit: "much" }, { speed: 1 }])(
    "the plugin refuses %j at once",
    async (options) => {
      await expect(partOf(plugin, "backend", options)).rejects.toMatchObject({ code: "bad-option" });
    },
  );

  test("a part with other options than those it started with is refused, one with the same is not", async () => {
    await startSimd({ threads: 2, build: "plain", memoryLimit: 100_000_000 });
    for (const alike of [{}, { threads: 2 }, { build: "plain", memoryLimit: 100_000_000, shared: true } as const]) {
      const { detail } = await (await partOf(plugin, "backend", alike)).activate();
      expect(detail).toMatchObject({ threads: 2, build: "plain" });
    }
    for (const other of [{ threads: 1 }, { build: "relaxed" }, { memoryLimit: 2 ** 30 }, { shared: false }] as const) {
      const part = await partOf(plugin, "backend", other);
      await expect(part.activate()).rejects.toMatchObject({ code: "contradiction", value: Object.values(other)[0] });
    }
  });

  test("options out of range are refused by name", async () => {
    await startSimd();
    expect(() => configureSimd({ threads: 2 })).toThrow(expect.objectContaining({ code: "contradiction" }));
    expect(() => configureSimd({ threads: 0 })).toThrow(expect.objectContaining({ code: "bad-option", value: { threads: 0 } }));
    expect(() => configureSimd({ memoryLimit: 5 * 2 ** 30 })).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});

describe("arrays of the caller and of a tensor are two", () => {
  test("what is read may be written to: of fresh tensors, of results of CPU kernels and of hot kernels", async () => {
    const fresh = tf.tensor1d(Float32Array.of(1, 2, 3));
    for (const tensor of [fresh, tf.cumsum(fresh), tf.add(fresh, 1), tf.tensor1d([4, 5], "int32"), tf.tensor1d([true, false], "bool")]) {
      const before = Array.from(tensor.dataSync());
      tensor.dataSync().fill(0);
      (await tensor.data()).fill(0);
      expect(Array.from(tensor.dataSync())).toEqual(before);
    }
  });

  test("a tensor keeps the numbers it was made of", () => {
    const source = Float32Array.of(1, 2, 3);
    const tensor = tf.tensor1d(source);
    source.fill(0);
    expect(Array.from(tensor.dataSync())).toEqual([1, 2, 3]);
    expect(Array.from(tf.cumsum(tensor).dataSync())).toEqual([1, 3, 6]);
  });
});
