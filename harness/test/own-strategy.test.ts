import type { Strategy } from "@disentangle/core";
import { standardStrategies } from "@disentangle/training";
import { describe, expect, test } from "vitest";
import { readStrategy, strategiesByName } from "../src/request/own-strategy.ts";
import { readSettings } from "../src/request/read-settings.ts";

const MINE = { id: "mine", space: "latent/fonts", attack: "pgd-linf:iterations=5", radius: 0.1, share: 0.25 };
const PGD = { id: "pgd-linf", options: { iterations: 5 } };
const STEPS = [
  [
    { fraction: 0.75, weight: 0.75, space: "clean" },
    { fraction: 0.25, weight: 0.25, space: "latent/fonts", attack: PGD, radius: 0.1 },
  ],
];

describe("readStrategy", () => {
  test("the short form attacks its share of every batch, and leaves the rest clean", () => {
    expect(readStrategy(MINE, "a test")).toEqual({ id: "mine", steps: STEPS });
    const { share: _, ...half } = MINE;
    expect(readStrategy(half, "a test").steps[0]?.map(({ fraction }) => fraction)).toEqual([0.5, 0.5]);
    expect(readStrategy({ ...MINE, share: 1 }, "a test").steps[0]).toHaveLength(1);
  });

  test("the long form is taken as it is; every built-in strategy is one", () => {
    expect(readStrategy({ id: "mine", steps: STEPS }, "a test").steps).toEqual(STEPS);
    const manifolds = [
      { id: "fonts", exact: true },
      { id: "vae-gan", exact: false },
    ];
    const all = (["paper", "reference"] as const).flatMap((protocol) => standardStrategies(protocol, manifolds));
    for (const strategy of all) expect(readStrategy(strategy, "a test")).toEqual(strategy);
    expect(all.flatMap(({ steps }) => steps.flat()).some(({ apart }) => apart === true)).toBe(true);
  });

  test.each([
    [{ ...MINE, share: 1.5 }, /"mine" of a test is wrong: share: must be 0\.01 to 1\. Write \{ id/],
    [{ ...MINE, radius: -1 }, /radius: must not be negative/],
    [{ ...MINE, id: "My strategy" }, /id: must be a name/],
    [{ ...MINE, space: "pixels" }, /space: /],
    [{ ...MINE, attack: undefined }, /attack: /],
    [{ ...MINE, portion: 0.5 }, /portion: /],
    [{ id: "mine", steps: [] }, /steps: must have a step/],
    [{ id: "mine", steps: [[STEPS[0]?.[0]]] }, /steps\.0: must have fractions that sum to 1/],
    [{ id: "mine", steps: [[{ fraction: 1, weight: 0, space: "clean" }]] }, /a group of a weight above 0/],
    [{ id: "mine", steps: [[{ fraction: 1, weight: 1, space: "image" }]] }, /attack: /],
    [{ id: "mine", steps: Array.from({ length: 101 }, () => [{ fraction: 1, weight: 1, space: "clean" }]) }, /a row of a batch/],
    ["mine", /strategy of a test is wrong/],
  ])("refuses %j", (raw, message) => {
    expect(() => readStrategy(raw, "a test")).toThrow(message);
  });
});

test("strategies of one name are refused, wherever they come from", () => {
  const own = (id: string, origin: string): { strategy: Strategy; origin: string } => ({
    strategy: readStrategy({ ...MINE, id }, origin),
    origin,
  });
  const standard = standardStrategies("paper", [
    { id: "fonts", exact: true },
    { id: "vae-gan", exact: false },
  ]);
  expect([...strategiesByName(standard, [own("mine", "the config file")]).keys()]).toEqual([...standard.map(({ id }) => id), "mine"]);
  expect(() => strategiesByName(standard, [own("normal", "the config file")])).toThrow(
    /the config file has a strategy "normal".*built in.*another id/,
  );
  expect(() => strategiesByName(standard, [own("mine", "the plugin x"), own("mine", "the config file")])).toThrow(
    /already \(the plugin x\)/,
  );
});

test("a strategy described in the list of strategies is one of those trained; the command line may name others of the file", () => {
  const settings = readSettings({ strategies: ["normal", MINE] });
  expect(settings.profile.strategies).toEqual(["normal", "mine"]);
  expect(settings.own.map(({ id }) => id)).toEqual(["mine"]);
  const named = readSettings({ strategies: ["normal"] }, ["normal", MINE]);
  expect(named.profile.strategies).toEqual(["normal"]);
  expect(named.own.map(({ id }) => id)).toEqual(["mine"]);
  expect(() => readSettings({ strategies: ["normal", { ...MINE, radius: "far" }] })).toThrow(/"mine" of the config file is wrong: radius/);
});
