import type { AttackRecord } from "@disentangle/core";
import { expect, test } from "vitest";
import { attackTable } from "../src/commands/attacks.ts";
import { budgetOf } from "../src/result/budget.ts";

/** Four images, two restarts; the last image is misclassified anyway. */
const record = {
  correct: Uint8Array.of(1, 1, 1, 0),
  restarts: 2,
  success: Uint8Array.of(1, 0, 0, 1, 2, 1, 0, 2),
  gradients: Int32Array.of(1, 10, 10, 0, 0, 4, 10, 0),
  forwards: Int32Array.of(2, 11, 11, 1, 0, 5, 11, 0),
} as unknown as AttackRecord;

test("an image counts from what all restarts up to its success had cost, and only where it was classified correctly", () => {
  // The first fell for 3 passes, the second for 21 + 9, the third not for 42.
  expect(budgetOf(record)).toEqual([
    { spent: 1, successes: 0 },
    { spent: 2, successes: 0 },
    { spent: 5, successes: 1 },
    { spent: 10, successes: 1 },
    { spent: 20, successes: 1 },
    { spent: 42, successes: 2 },
  ]);
});

test("the table of attacks has a row for each, with a dash for what is not said", () => {
  const about = { title: "Mine", summary: "Mine.", traits: { norm: "L1 | L2", random: true } };
  expect(attackTable([{ id: "mine", about }]).split("\n")).toEqual([
    "| attack | title | norms | access | cost per image by default | guarantee | random | reference |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    "| `mine` | Mine | L1 \\| L2 | – | – | – | yes | – |",
    "",
  ]);
});
