import "@disentangle/backend-simd";
import { testManifold, testPlugin } from "@disentangle/conformance";
import { DATASET, isLearned, OUTSIDE, type Scope } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin, { knnManifold, learnIndex } from "../src/index.ts";
import { context, datasetOf, nearPlane } from "./scene.ts";

const dataset = datasetOf({ train: nearPlane(300, 30, 4, 1e-3, 1), test: nearPlane(20, 30, 4, 1e-3, 2) }, [5, 6, 1]);

beforeAll(async () => void (await tf.setBackend("simd")));

testManifold("nearest neighbours near a plane", {
  async manifold() {
    const { tensors } = await learnIndex({ dataset, count: 300, components: 6 }, context());
    const manifold = knnManifold({ dataset, index: tensors, neighbours: 40, protocol: "paper" });
    tf.dispose({ ...tensors });
    return manifold;
  },
  examples: (count) =>
    dataset.examples(
      "test",
      Int32Array.from({ length: count }, (_, i) => i),
    ),
  tolerance: 0.05,
});

testPlugin(plugin, { kind: "manifold", id: "knn", refused: [{ neighbours: 0 }, { components: 1.5 }, { neighbors: 5 }] });

describe("the offer", () => {
  const scope = (of: typeof dataset): Scope => ({
    ...OUTSIDE,
    get: (token) => (token === DATASET ? of : OUTSIDE.get(token)) as never,
  });
  const offer = plugin.offers.find(({ id }) => id === "knn") as Extract<(typeof plugin.offers)[number], { kind: "manifold" }>;

  test("has one lesson, and no codes to search", async () => {
    const made = await offer.configure({}).make(scope(dataset));
    expect(isLearned(made) && made.lessons.map(({ id }) => id)).toEqual(["index"]);
    expect(made).not.toHaveProperty("codes");
  });

  test("refuses more neighbours than the index has images, before anything is learned", async () => {
    await expect(offer.configure({ neighbours: 300 }).make(scope(dataset))).rejects.toThrow(/300 neighbours.*300 images/);
  });
});
