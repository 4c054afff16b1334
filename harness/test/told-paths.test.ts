import type { LadderRow } from "@disentangle/artifacts";
import { expect, test } from "vitest";
import { told } from "../src/result/close-ups.ts";

/** A series of an image of class 1, taken for those classes at growing radii. */
function ladder(sample: number, ...classes: readonly number[]): LadderRow {
  const key = { architecture: "cnn", strategy: "normal", size: 100, model: 0, attack: "pgd-linf", space: "image" } as const;
  return { ...key, sample, label: 1, rungs: classes.map((predicted, i) => ({ radius: i / 10, predicted, pixels: "" })) };
}

test("paths are told of images that some radius misleads on, before others, each in the order of the test set", () => {
  const samplesOf = (...ladders: readonly LadderRow[]): number[] => told(ladders).map(({ sample }) => sample);
  const [right, wrong] = [
    [1, 1, 1],
    [1, 1, 2],
  ] as const;
  expect(samplesOf(ladder(0, ...right), ladder(1, ...wrong), ladder(2, ...right), ladder(3, ...wrong), ladder(4, ...right))).toEqual([
    1, 3, 0,
  ]);
  // What is taken for another class at radius 0 is so by its rendering, not by an attack.
  expect(samplesOf(ladder(0, 2, 1), ladder(1, 1, 2))).toEqual([1, 0]);
});
