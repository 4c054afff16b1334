import type { Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluateAttack, imageSuccess, sweepRadii, tightenRadii } from "../src/index.ts";
import { evaluation, IMAGES, LABELS, OPTIMUM } from "./linear-scene.ts";
import { dataset, fastGradient, randomCorner } from "./toy.ts";

beforeAll(() => tf.setBackend("cpu"));

describe("the sweep over radii", () => {
  test("finds the smallest radius above the closed-form optimum", async () => {
    const options = evaluation({ radius: 0.03 });
    const smallest = await sweepRadii({
      evaluation: options,
      record: (await evaluateAttack(options)).record,
      fractions: [1, 1 / 3, 2 / 3],
    });
    const expected = OPTIMUM.map((optimum) => [0.01, 0.02, 0.03].find((radius) => optimum < radius) ?? Infinity);
    expect([...smallest].map((radius) => Number(radius.toFixed(6)))).toEqual(expected);
  });

  test("is monotone whatever the attack, and 0 for misclassified images", async () => {
    const wrong = LABELS.map((label, row) => (row < 5 ? 1 - label : label));
    const options = evaluation({ attack: randomCorner, radius: 0.1, restarts: 2, dataset: dataset(IMAGES, wrong, 2) });
    const { record } = await evaluateAttack(options);
    const smallest = await sweepRadii({ evaluation: options, record, fractions: [0.25, 0.5, 0.75, 1] });
    expect([...smallest.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    const fell = imageSuccess(record, "worst-case");
    expect([...smallest.subarray(5)].map((radius) => (radius === Infinity ? 0 : 1))).toEqual([...fell]);
  });

  describe("of an attack that names a minimum-norm one", () => {
    const fractions = [0.1, 0.25, 1 / 3, 0.5, 2 / 3, 1];
    const radius = 0.03;
    const grid = fractions.map((fraction) => Math.fround(fraction * radius));
    const fits = (norm: number): number => grid.find((at) => norm <= at) ?? Infinity;

    /** Finds points a little beyond the closed-form optimum, or far beyond it. */
    const nearest = (excess: number, runs: number[] = []): Attack => ({
      ...fastGradient,
      id: "nearest",
      bounded: false,
      perturb: (problem, ...rest) => {
        runs.push(...problem.samples);
        return fastGradient.perturb(
          { ...problem, radius: Float32Array.from(problem.samples, (row) => excess * (OPTIMUM[row] as number)) },
          ...rest,
        );
      },
    });

    async function sweptBy(attack: Attack): Promise<readonly number[]> {
      const options = evaluation({ attack, radius, batch: 7, restarts: 3 });
      return [...(await sweepRadii({ evaluation: options, record: (await evaluateAttack(options)).record, fractions }))];
    }

    test("runs that one once on what fell, and takes the first radius that it fits into", async () => {
      const runs: number[] = [];
      const smallest = await sweptBy({ ...fastGradient, minimumNorm: nearest(1.001, runs) });
      expect(smallest).toEqual(OPTIMUM.map((optimum) => (optimum < radius ? fits(1.001 * optimum) : Infinity)));
      expect(new Set(smallest).size).toBeGreaterThan(4);
      expect(runs).toEqual([...OPTIMUM.keys()].filter((row) => (OPTIMUM[row] as number) < radius));
    });

    test("never comes to more than the attack alone, repeated at each radius", async () => {
      const alone = await sweptBy(fastGradient);
      const together = await sweptBy({ ...fastGradient, minimumNorm: nearest(1.001) });
      for (const [row, one] of together.entries()) expect(one).toBeLessThanOrEqual(alone[row] as number);
    });

    test("keeps the full radius where that one finds nothing as near, and what the attack found where that is nearer", async () => {
      expect(await sweptBy({ ...fastGradient, minimumNorm: nearest(100) })).toEqual(
        OPTIMUM.map((optimum) => (optimum < radius ? Math.fround(radius) : Infinity)),
      );
      const near = { ...nearest(1.001), bounded: true, minimumNorm: nearest(100) };
      expect(await sweptBy(near)).toEqual(OPTIMUM.map((optimum) => (optimum < radius ? fits(1.001 * optimum) : Infinity)));
    });
  });

  describe("with a minimum-norm attack beside it", () => {
    const fractions = [0.1, 0.25, 1 / 3, 0.5, 2 / 3, 1];
    const radius = 0.06;

    /** What random corners find, and what they and an attack at so many times the optimum find. */
    async function swept(excess: readonly number[], runs: number[] = []): Promise<readonly (readonly number[])[]> {
      const wrong = LABELS.map((label, row) => (row < 5 ? 1 - label : label));
      const options = evaluation({ attack: randomCorner, radius, batch: 7, restarts: 2, dataset: dataset(IMAGES, wrong, 2) });
      const sweep = { evaluation: options, record: (await evaluateAttack(options)).record, fractions };
      const alone = await sweepRadii(sweep);
      const kept = [...alone];
      const least = await tightenRadii(sweep, alone, {
        ...fastGradient,
        bounded: false,
        perturb: (problem, ...rest) => {
          runs.push(...problem.samples);
          const reach = (row: number): number => (excess[row % excess.length] as number) * (OPTIMUM[row] as number);
          return fastGradient.perturb({ ...problem, radius: Float32Array.from(problem.samples, reach) }, ...rest);
        },
      });
      expect([...alone]).toEqual(kept);
      return [kept, [...least]];
    }

    test("takes the least of what the two found, on the grid of the sweep", async () => {
      const runs: number[] = [];
      const [alone, least] = (await swept([1.001, 50], runs)) as [number[], number[]];
      const grid = fractions.map((fraction) => Math.fround(fraction * radius));
      const expected = alone.map((by, row) => {
        if (by === 0 || by === Infinity) return by;
        return row % 2 === 1 ? by : Math.min(by, grid.find((at) => 1.001 * (OPTIMUM[row] as number) <= at) ?? Infinity);
      });
      expect(least).toEqual(expected);
      expect(least.filter((one, row) => one < (alone[row] as number)).length).toBeGreaterThan(4);
      expect(runs).toEqual([...alone.keys()].filter((row) => alone[row] !== 0 && alone[row] !== Infinity));
      expect(alone.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    });

    test("changes nothing where that one finds nothing nearer", async () => {
      const [alone, least] = await swept([50]);
      expect(least).toEqual(alone);
    });
  });

  test("goes by the norm that a minimum-norm attack found, without running it again", async () => {
    let runs = 0;
    const minimal: Attack = {
      ...fastGradient,
      bounded: false,
      perturb: (problem, ...rest) => {
        runs++;
        return fastGradient.perturb(
          { ...problem, radius: Float32Array.from(problem.samples, (row) => 1.01 * (OPTIMUM[row] as number)) },
          ...rest,
        );
      },
    };
    const options = evaluation({ attack: minimal, radius: 0.03, batch: 40, enforceRadius: false });
    const { record } = await evaluateAttack(options);
    const smallest = await sweepRadii({ evaluation: options, record, fractions: [1, 1 / 3, 2 / 3] });
    const expected = OPTIMUM.map((optimum) => [0.01, 0.02, 0.03].find((radius) => 1.01 * optimum < radius) ?? Infinity);
    expect([...smallest].map((radius) => Number(radius.toFixed(6)))).toEqual(expected);
    expect(new Set(expected)).toEqual(new Set([0.01, 0.02, 0.03, Infinity]));
    expect(runs).toBe(1);
  });
});
