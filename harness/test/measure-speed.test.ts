import mlp from "@disentangle/architecture-mlp";
import simd from "@disentangle/backend-simd";
import { partOf, type Architecture } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { measureSpeed } from "../src/parts/measure-speed.ts";

const DATASET = { image: [4, 4, 1] as const, classes: ["a", "b"] };

/** A network as cheap as can be; so many of its first passes are held up, as by other work on the machine. */
async function heldUp(passes: number, milliseconds = 15, onPass = (): unknown => undefined): Promise<Architecture> {
  const inner = await partOf(mlp, "architecture", { units: 2, layers: 1 });
  return {
    id: "held-up",
    build(io, initial) {
      const classifier = inner.build(io, initial);
      const freeze = classifier.freeze.bind(classifier);
      return Object.assign(classifier, {
        freeze() {
          const frozen = freeze();
          const classify = frozen.classify.bind(frozen);
          const held = (images: tf.Tensor4D): tf.Tensor2D => {
            onPass();
            const until = performance.now() + (passes-- > 0 ? milliseconds : 0);
            while (performance.now() < until);
            return classify(images);
          };
          return Object.assign(frozen, { classify: held });
        },
      });
    },
  };
}

async function simdBackend(): Promise<void> {
  await (await partOf(simd, "backend", { threads: 1 })).activate();
}

test("a network held up by other work costs what it costs alone, so that workers and time left are planned well", async () => {
  await simdBackend();
  expect((await measureSpeed(await heldUp(8), DATASET)).relativeCost).toBe(1);
});

test("a network that always takes longer costs more, and measuring it ends", async () => {
  await simdBackend();
  const began = performance.now();
  const { relativeCost, pace } = await measureSpeed(await heldUp(Infinity, 100), DATASET);
  // Products of pace · 2 ms, 1.15 of which are a standard network.
  const held = 100 / (1.15 * 2 * pace);
  expect(relativeCost).toBeGreaterThanOrEqual(held);
  expect(relativeCost).toBeLessThan(2 * held);
  expect(performance.now() - began).toBeLessThan(20_000);
});

test("a network that takes seconds is passed through twice, and no more", async () => {
  await simdBackend();
  let passes = 0;
  await measureSpeed(await heldUp(Infinity, 700, () => passes++), DATASET);
  expect(passes).toBe(2);
});
