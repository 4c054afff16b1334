import { type Group, type Strategy } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { learningRate, combined, standardStrategies } from "../src/index.ts";
import { splitBatch } from "../src/split-batch.ts";

test("the learning rate has the values of the original schedule", () => {
  expect(learningRate(0, 0, 3)).toBeCloseTo(0.0095, 12);
  expect(learningRate(19, 99, 100)).toBeCloseTo(0.00341, 5);
  expect(learningRate(0, 1, 2)).toBeCloseTo(0.01 * 0.95 ** 1.5, 12);
  expect(learningRate(10_000, 0, 3)).toBe(1e-7);
  expect(learningRate(0, 0, 1, { initial: 50, decay: 0.95, floor: 0 })).toBe(1);
});

const MANIFOLDS = [
  { id: "fonts", exact: true },
  { id: "vae-gan-agnostic", exact: false, radius: () => 0.1 },
];

/** Space and rows of every group, step by step. */
function portions(strategy: Strategy, size = 100): unknown {
  return splitBatch(strategy, size).map((step) => step.map(({ group, from, to }) => [group.space, from, to]));
}

function find(id: string, protocol: "paper" | "reference" = "paper"): Strategy {
  return standardStrategies(protocol, MANIFOLDS).find((strategy) => strategy.id === id) as Strategy;
}

/** What {@link portions} says of a 50/50 split. */
function half(space: Group["space"]): unknown {
  return [
    [
      ["clean", 0, 50],
      [space, 50, 100],
    ],
  ];
}

/** Where random transformations are drawn. */
function centre(protocol: "paper" | "reference"): unknown {
  return find("random-transformations", protocol).steps[1]?.[0]?.attack?.options?.["centre"];
}

describe("the standard strategies", () => {
  test("are none on manifolds without any", () => {
    const spaces = standardStrategies("paper", []).flatMap(({ steps }) => steps.flat().map(({ space }) => space));
    expect(spaces.filter((space) => space.startsWith("latent"))).toEqual([]);
  });

  test("have names of their own and divide a batch of 100", () => {
    const ids = standardStrategies("paper", MANIFOLDS).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const protocol of ["paper", "reference"] as const) {
      for (const strategy of standardStrategies(protocol, MANIFOLDS)) {
        const rows = splitBatch(strategy, 100).flat();
        expect(rows[0]?.from).toBe(0);
        expect(rows.at(-1)?.to).toBe(100);
      }
    }
  });

  test("divide it as the original experiments did", () => {
    expect(portions(find("normal"))).toEqual([[["clean", 0, 100]]]);
    expect(portions(find("regular-adversarial"))).toEqual(half("image"));
    expect(portions(find("on-manifold"))).toEqual(half("latent/fonts"));
    expect(portions(find("on-manifold/vae-gan-agnostic"))).toEqual(half("latent/vae-gan-agnostic"));
    expect(find("on-manifold/vae-gan-agnostic").steps[0]?.map(({ radius }) => radius)).toEqual([undefined, 0.1]);
    expect(portions(find("adversarial-transformations"))).toEqual(half("transformation"));
    expect(portions(find("random-transformations"))).toEqual([[["clean", 0, 50]], [["transformation", 50, 100]]]);
    expect(portions(find("combined"))).toEqual([
      [
        ["image", 0, 25],
        ["latent/fonts", 25, 50],
        ["clean", 50, 100],
      ],
    ]);
    expect(portions(find("combined-full"))).toEqual([
      [
        ["image", 0, 50],
        ["latent/fonts", 50, 100],
      ],
    ]);
    expect(find("combined").steps[0]?.map(({ weight }) => weight)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(portions(combined("mine", { id: "fonts", exact: true }, { regular: 0.1, moved: 0.4 }))).toEqual([
      [
        ["image", 0, 10],
        ["latent/fonts", 10, 50],
        ["clean", 50, 100],
      ],
    ]);
  });

  test("have L2 forms: ε = 1.5 on images, η as under L∞, and the same division", () => {
    const ids = standardStrategies("paper", MANIFOLDS).map(({ id }) => id);
    const [l2, linf] = [ids.filter((id) => /-l2(\/|$)/.test(id)), ids.filter((id) => !/-l2(\/|$)/.test(id) && id !== "normal")];
    expect(l2.map((id) => id.replace("-l2", ""))).toEqual(linf);
    for (const id of l2) {
      const [own, other] = [find(id), find(id.replace("-l2", ""))];
      expect(portions(own)).toEqual(portions(other));
      for (const [i, { space, attack, radius }] of own.steps.flat().entries()) {
        if (attack === undefined) continue;
        expect(radius).toBe(space === "image" ? 1.5 : other.steps.flat()[i]?.radius);
        expect(attack.id === "random" ? attack.options?.["norm"] : attack.id).toBe(attack.id === "random" ? "l2" : "pgd-l2");
      }
    }
    expect(find("on-manifold-l2").steps[0]?.[1]?.radius).toBe(0.3);
    expect(find("on-manifold-l2/vae-gan-agnostic").steps[0]?.[1]?.radius).toBe(0.1);
  });

  test("draw random transformations around the identity, but around zero as released", () => {
    expect(centre("paper")).toBe("origin");
    expect(centre("reference")).toBe("zero");
  });
});

describe("a strategy is refused", () => {
  const clean: Group = { fraction: 1, weight: 1, space: "clean" };
  const attack = { id: "random" };
  const wrong: readonly (readonly [string, readonly (readonly Group[])[], number])[] = [
    ["without steps", [], 100],
    ["whose fractions do not sum to 1", [[{ ...clean, fraction: 0.4 }]], 100],
    [
      "with a negative fraction",
      [
        [
          { ...clean, fraction: -0.5 },
          { ...clean, fraction: 1.5 },
        ],
      ],
      100,
    ],
    ["with a weight that is no number", [[{ ...clean, weight: Number.NaN }]], 100],
    ["with an attack on clean images", [[{ ...clean, attack, radius: 1 }]], 100],
    ["with a space and no attack", [[{ ...clean, space: "image" }]], 100],
    ["with an attack and no radius", [[{ ...clean, space: "image", attack }]], 100],
    [
      "with a group too small for the batch",
      [
        [
          { ...clean, fraction: 0.99 },
          { ...clean, fraction: 0.01 },
        ],
      ],
      10,
    ],
  ];
  test.each(wrong)("%s", (_, steps, size) => {
    expect(() => splitBatch({ id: "mine", steps }, size)).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});
