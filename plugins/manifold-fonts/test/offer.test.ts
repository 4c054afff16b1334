import { DATASET, type Dataset, type Offer, type Scope } from "@disentangle/core";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";
import { strokes } from "./strokes.ts";

const [offer] = plugin.offers as readonly [Offer<"manifold">];

/** A run whose dataset has that generator, or none. */
function scope(generator?: Dataset["generator"]): Scope {
  const dataset = { id: "letters", ...(generator && { generator }) };
  return {
    seed: 0,
    protocol: "paper",
    signal: new AbortController().signal,
    get: (token) => {
      expect(token).toBe(DATASET);
      return dataset as never;
    },
  };
}

test("makes the manifold of the run's dataset", async () => {
  using manifold = await offer.configure({ starts: 2 })(scope(strokes));
  expect(manifold).toMatchObject({ id: "fonts", exact: true });
});

test("needs a dataset that knows how its images are generated, and says so", async () => {
  await expect(offer.configure(undefined)(scope())).rejects.toMatchObject({ code: "contradiction", value: "letters" });
});

test.each([{ candidates: 0 }, { starts: 1.5 }, { spread: 2 }, { iterations: "many" }, { starts: 9, candidates: 4 }, { speed: 1 }])(
  "refuses %j at once",
  (options) => {
    expect(() => offer.configure(options)).toThrow(expect.objectContaining({ code: "bad-option" }));
  },
);
