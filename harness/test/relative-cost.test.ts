import mlp from "@disentangle/architecture-mlp";
import { partOf, type Architecture } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { measureRelativeCost } from "../src/parts/relative-cost.ts";

const DATASET = { image: [4, 4, 1] as const, classes: ["a", "b"] };

/** A network as cheap as can be; so many of its first passes are held up, as by other work on the machine. */
async function heldUp(passes: number): Promise<Architecture> {
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
            const until = performance.now() + (passes-- > 0 ? 15 : 0);
            while (performance.now() < until);
            return classify(images);
          };
          return Object.assign(frozen, { classify: held });
        },
      });
    },
  };
}

test("a network held up by other work costs what it costs alone, so that workers and time left are planned well", async () => {
  await tf.setBackend("cpu");
  expect(await measureRelativeCost(await heldUp(8), DATASET)).toBe(1);
});

test("a network that always takes longer costs more, and measuring it ends", async () => {
  await tf.setBackend("cpu");
  expect(await measureRelativeCost(await heldUp(Infinity), DATASET)).toBeGreaterThanOrEqual(15 / 4);
});
