import { expect, test } from "vitest";
import {
  above,
  allOf,
  anyOf,
  atLeast,
  atMost,
  equivalentWithin,
  estimateAtLeast,
  estimateAtMost,
  exactly,
  notInferior,
  significant,
  type Condition,
  type Measured,
} from "../src/index.ts";

const measured = (lower: number, upper: number, more: Partial<Measured> = {}): Measured => ({
  estimate: (lower + upper) / 2,
  lower,
  upper,
  ...more,
});

const cases: readonly (readonly [words: string, condition: Condition, holds: Measured, fails: Measured])[] = [
  ["lower bound ≥ 0.9", atLeast(0.9), measured(0.9, 1), measured(0.89, 1)],
  ["lower bound > −0.1", above(-0.1), measured(-0.09, 1), measured(-0.1, 1)],
  ["upper bound ≤ 0.35", atMost(0.35), measured(0, 0.35), measured(0, 0.36)],
  ["≥ 0.25", estimateAtLeast(0.25), measured(0, 0.5), measured(0.2, 0.29)],
  ["≤ −0.33", estimateAtMost(-0.33), measured(-1, 0.32), measured(-1, 0.36)],
  ["= 1", exactly(1), measured(1, 1), measured(0.99, 1)],
  ["90 % interval inside ±0.10", equivalentWithin(0.1), measured(-1, 1, { inner: [-0.09, 0.09] }), measured(0, 0, { inner: [-0.1, 0] })],
  ["90 % interval inside ±0.10", equivalentWithin(0.1), measured(-1, 1, { inner: [0, 0.09] }), measured(0, 0, { inner: [0, 0.1] })],
  [
    "one-sided upper 95 % bound (the upper end of the 90 % interval) ≤ 0.05",
    notInferior(0.05),
    measured(-1, 1, { inner: [-1, 0.05] }),
    measured(0, 0, { inner: [0, 0.06] }),
  ],
  ["p ≤ 0.05 after Holm", significant(0.05), measured(0, 1, { p: 0.05 }), measured(0, 1, { p: 0.051 })],
  ["lower bound > 0, and p ≤ 0.05 after Holm", allOf(above(0), significant(0.05)), measured(1, 2, { p: 0 }), measured(1, 2, { p: 1 })],
  ["≥ 3, or ≤ 1", anyOf(estimateAtLeast(3), estimateAtMost(1)), measured(1, 1), measured(2, 2)],
];

test.each(cases)("%s holds on one side and fails on the other", (words, condition, holds, fails) => {
  expect(condition.words).toBe(words);
  expect([condition.holds(holds), condition.holds(fails)]).toEqual([true, false]);
});

test("conditions on what was not measured fail", () => {
  for (const condition of [equivalentWithin(0.1), notInferior(0.1), significant(0.05)]) expect(condition.holds(measured(0, 0))).toBe(false);
});
