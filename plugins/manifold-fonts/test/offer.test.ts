import { testPlugin } from "@disentangle/conformance";
import { DATASET, partOf, type Dataset, type Manifold } from "@disentangle/core";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";
import { strokes } from "./strokes.ts";

/** The manifold of a run whose dataset has that generator, or none. */
function manifoldOf(generator?: Dataset["generator"]): Promise<Manifold> {
  const dataset = { id: "letters", ...(generator && { generator }) };
  return partOf(plugin, "manifold", undefined, {
    get: (token) => {
      expect(token).toBe(DATASET);
      return dataset as never;
    },
  });
}

test("makes the manifold of the run's dataset", async () => {
  using manifold = await manifoldOf(strokes);
  expect(manifold).toMatchObject({ id: "fonts", exact: true });
});

test("needs a dataset that knows how its images are generated, and says so", async () => {
  await expect(manifoldOf()).rejects.toMatchObject({ code: "contradiction", value: "letters" });
});

testPlugin(plugin, {
  kind: "manifold",
  id: "fonts",
  refused: [{ candidates: 0 }, { starts: 1.5 }, { spread: 2 }, { iterations: "many" }, { starts: 9, candidates: 4 }, { speed: 1 }],
});
