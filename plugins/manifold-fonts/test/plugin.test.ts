import { testPlugin } from "@disentangle/conformance";
import { DATASET, partOf, type Manifold } from "@disentangle/core";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";
import { strokes } from "./strokes.ts";

/** The manifold of a run whose dataset carries that, beside what all datasets have. */
function manifoldOf(extras: object): Promise<Manifold> {
  const dataset = { id: "letters", ...extras };
  return partOf(plugin, "manifold", undefined, {
    get: (token) => {
      expect(token).toBe(DATASET);
      return dataset as never;
    },
  });
}

test("makes the manifold of the run's dataset", async () => {
  using manifold = await manifoldOf({ generator: strokes });
  expect(manifold).toMatchObject({ id: "fonts", exact: true });
});

test.each([
  {},
  { generator: undefined },
  { generator: "a font" },
  { generator: { ...strokes, prototypes: undefined } },
  { generator: { ...strokes, upper: strokes.upper.slice(0, 2) } },
])("needs a dataset that knows how its images are generated, and says so: $generator", async (extras) => {
  await expect(manifoldOf(extras)).rejects.toMatchObject({ code: "contradiction", value: "letters", mend: expect.stringMatching(/fonts/) });
});

testPlugin(plugin, {
  kind: "manifold",
  id: "fonts",
  accepted: [{ candidates: 10 }],
  refused: [{ candidates: 0 }, { starts: 1.5 }, { spread: 2 }, { iterations: "many" }, { starts: 9, candidates: 4 }, { speed: 1 }],
});
