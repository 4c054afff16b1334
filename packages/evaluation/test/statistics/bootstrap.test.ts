import { Random } from "@disentangle/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  auc,
  bootstrapInterval,
  bootstrapPositive,
  equivalence,
  fallingTrend,
  hierarchicalBootstrap,
  median,
  nonInferiority,
  pairedBootstrap,
  rateBootstrap,
  resampleMean,
  resampleProportion,
  weightedAuc,
  weightedMedian,
  type Bootstrap,
} from "../../src/index.ts";

const numbers = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 12 });
const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 24, maxLength: 24 });

function repeat(values: readonly number[], counts: ArrayLike<number>): number[] {
  return values.flatMap((value, i) => Array.from({ length: counts[i] as number }, () => value));
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function mean([means]: readonly Float64Array[]): number {
  return (means as Float64Array).reduce((sum, value) => sum + value, 0) / (means as Float64Array).length;
}

const total = (values: readonly number[]) => (drawn: Int32Array) =>
  drawn.reduce((sum, weight, i) => sum + weight * (values[i] as number), 0) / values.length;
const sample = (models: readonly number[], imageShare = 0): Bootstrap => {
  const random = Random.seeded(9);
  const draws = Float64Array.from({ length: 50_000 }, () => random.normal()).toSorted();
  return { estimate: 0, draws, models, imageShare };
};

const covers = ([lower, upper]: readonly [number, number]): number => (lower <= 0.5 && 0.5 <= upper ? 1 : 0);

const pair = (errors: number): readonly [ReturnType<typeof resampleProportion>, ReturnType<typeof resampleProportion>] => [
  resampleProportion(errors, 10_000),
  resampleProportion(errors - 500, 10_000),
];

const around = (centre: number, spread: number): Bootstrap => ({
  estimate: centre,
  draws: Float64Array.from({ length: 1001 }, (_, i) => centre + spread * (i / 500 - 1)),
  models: [1],
  imageShare: 1,
});

describe("statistics under weights equal those of the repeated rows", () => {
  test("median", () => {
    fc.assert(
      fc.property(numbers, weights, (values, counts) => {
        const own = Int32Array.from(values, (_, i) => counts[i] as number);
        fc.pre(own.some((count) => count > 0));
        expect(weightedMedian(values)(own)).toBe(median(repeat(values, own)));
      }),
    );
  });

  test("AUC", () => {
    fc.assert(
      fc.property(numbers, numbers, weights, (first, second, counts) => {
        const own = Int32Array.from([...first, ...second], (_, i) => counts[i] as number);
        const [a, b] = [repeat(first, own.subarray(0, first.length)), repeat(second, own.subarray(first.length))];
        fc.pre(a.length > 0 && b.length > 0);
        const marked = [...first.map(() => 1), ...second.map(() => 0)];
        expect(weightedAuc([...first, ...second], marked)(own)).toBeCloseTo(auc(a, b), 12);
      }),
    );
  });

  test("AUC is the share of ordered pairs, ties by half", () => {
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        const pairs = first.flatMap((a) => second.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        expect(auc(first, second)).toBeCloseTo(pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length, 12);
      }),
    );
  });
});

describe("hierarchical bootstrap", () => {
  test("of one model spreads as the standard error of its mean", () => {
    const random = Random.seeded(1);
    const values = Array.from({ length: 200 }, () => random.normal());
    const { draws, estimate } = hierarchicalBootstrap([[[200]]], total(values), random);
    expect(estimate).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 200, 12);
    expect(deviation(draws) / (deviation(Float64Array.from(values)) / Math.sqrt(200))).toBeCloseTo(1, 1);
  });

  test("of models that differ spreads by the models, whatever the number of images", () => {
    // Three models of constant values −1, 0, 1: the mean of three draws has variance (2/3) / 3.
    const values = [-1, 0, 1].flatMap((value) => Array.from({ length: 100 }, () => value));
    const { draws } = hierarchicalBootstrap([[[100], [100], [100]]], total(values), Random.seeded(2));
    expect(deviation(draws)).toBeCloseTo(Math.sqrt(2 / 9), 1);
    expect(draws[0]).toBe(-1);
  });

  test("draws every population of a model as often as it has images, and keeps blocks apart", () => {
    const seen = new Set<string>();
    const sums = (drawn: Int32Array): number => {
      const count = (start: number, end: number): number => drawn.subarray(start, end).reduce((sum, weight) => sum + weight, 0);
      seen.add([count(0, 5) + count(5, 10), count(10, 17), count(0, 2) + count(5, 7), count(2, 5) + count(7, 10)].join());
      return 0;
    };
    hierarchicalBootstrap(
      [
        [
          [2, 3],
          [2, 3],
        ],
        [[7]],
      ],
      sums,
      Random.seeded(3),
      50,
    );
    expect([...seen]).toEqual(["10,7,4,6"]);
  });

  test("knows how much of the spread comes from images", () => {
    const random = Random.seeded(16);
    const alike = Array.from({ length: 300 }, () => random.normal());
    const apart = alike.map((_, i) => Math.floor(i / 100));
    // Of models alike, images drawn within models and models drawn: 1 / (1 + 2/3 · something near 1).
    expect(hierarchicalBootstrap([[[100], [100], [100]]], total(alike), random).imageShare).toBeGreaterThan(0.4);
    expect(hierarchicalBootstrap([[[100], [100], [100]]], total(apart), random).imageShare).toBe(0);
    expect(hierarchicalBootstrap([[[300]]], total(alike), random).imageShare).toBeGreaterThan(0.7);
  });

  test("is the same for the same stream", () => {
    const values = [1, 2, 3, 4, 5, 6];
    const draw = (seed: number): Float64Array => hierarchicalBootstrap([[[3], [3]]], total(values), Random.seeded(seed), 20).draws;
    expect(draw(4)).toEqual(draw(4));
    expect(draw(4)).not.toEqual(draw(5));
  });
});

test("the bootstrap of rates draws models, not images alone", () => {
  // Rates of 0, ½ and 1: the mean of three draws has variance (1/6) / 3, and images add next to nothing.
  const models = [0, 5000, 10_000].map((ones) => [resampleProportion(ones, 10_000)]);
  const { draws, estimate } = rateBootstrap([models], mean, Random.seeded(15));
  expect(estimate).toBe(0.5);
  expect(deviation(draws)).toBeCloseTo(Math.sqrt(1 / 18), 1);
  expect(draws[0]).toBe(0);
});

describe("means of resampled images", () => {
  test("of zeros and ones spread binomially, from one number a draw", () => {
    const random = Random.seeded(5);
    const resampled = resampleProportion(30, 120);
    const draws = Float64Array.from({ length: 20_000 }, () => resampled.draw(random));
    expect(resampled.mean).toBe(0.25);
    expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(0.25, 2);
    expect(deviation(draws) / Math.sqrt((0.25 * 0.75) / 120)).toBeCloseTo(1, 1);
  });

  test("of zeros and ones are the same whether counted or listed", () => {
    const listed = resampleMean(Float64Array.from({ length: 40 }, (_, i) => (i < 10 ? 1 : 0)));
    const counted = resampleProportion(10, 40);
    const [first, second] = [Random.seeded(6), Random.seeded(6)];
    expect(Array.from({ length: 50 }, () => listed.draw(first))).toEqual(Array.from({ length: 50 }, () => counted.draw(second)));
  });

  test("of shares over restarts spread as their own deviation says", () => {
    const random = Random.seeded(7);
    const values = Float64Array.from({ length: 60 }, (_, i) => (i % 3) / 2);
    const resampled = resampleMean(values);
    expect(resampled.mean).toBeCloseTo(0.5, 12);
    expect(deviation(Float64Array.from({ length: 5000 }, () => resampled.draw(random))) / (deviation(values) / Math.sqrt(60))).toBeCloseTo(
      1,
      1,
    );
  });

  test("survive 160,000 images without overflow", () => {
    const random = Random.seeded(8);
    const resampled = resampleProportion(10_000, 160_000);
    expect(
      deviation(Float64Array.from({ length: 5000 }, () => resampled.draw(random))) / Math.sqrt((0.0625 * 0.9375) / 160_000),
    ).toBeCloseTo(1, 1);
  });
});

describe("intervals", () => {
  test("are plain percentiles for one model, and widened for few: √(3/2) · 4.30265 / 1.95996 for three", () => {
    expect(bootstrapInterval(sample([1]))[1]).toBeCloseTo(1.96, 1);
    expect(bootstrapInterval(sample([3]), 0.95, false)).toEqual(bootstrapInterval(sample([1])));
    expect(bootstrapInterval(sample([3]))[1] / bootstrapInterval(sample([1]))[1]).toBeCloseTo((Math.sqrt(1.5) * 4.30265) / 1.95996, 4);
    // Half of the variance from images: 2 / ½² = 8 degrees of freedom. All of it: a normal quantile.
    const half = bootstrapInterval(sample([3], 0.5))[1] / bootstrapInterval(sample([1]))[1];
    expect(half).toBeCloseTo((Math.sqrt(1.5) * 2.306) / 1.95996, 4);
    expect(bootstrapInterval(sample([3], 1))[1] / bootstrapInterval(sample([1]))[1]).toBeCloseTo(Math.sqrt(1.5), 6);
    expect(bootstrapInterval(sample([3, 3]))[1] / bootstrapInterval(sample([1]))[1]).toBeCloseTo((Math.sqrt(1.5) * 2.77645) / 1.95996, 4);
  });

  test("cover the mean of three models at about the nominal level, which plain percentiles do not", () => {
    const random = Random.seeded(10);
    const covered = { widened: 0, plain: 0 };
    for (let trial = 0; trial < 400; trial++) {
      const models = Array.from({ length: 3 }, () => [resampleProportion(Math.round(500 * (0.5 + 0.05 * random.normal())), 500)]);
      const bootstrap = rateBootstrap([models], mean, random, 400);
      covered.widened += covers(bootstrapInterval(bootstrap));
      covered.plain += covers(bootstrapInterval(bootstrap, 0.95, false));
    }
    expect(covered.widened / 400).toBeGreaterThan(0.93);
    expect(covered.plain / 400).toBeLessThan(0.88);
  });

  test("of infinite draws are infinite, not NaN", () => {
    const bootstrap: Bootstrap = {
      estimate: Infinity,
      draws: Float64Array.of(0, Infinity, Infinity, Infinity),
      models: [3],
      imageShare: 0,
    };
    expect(bootstrapInterval(bootstrap)[1]).toBe(Infinity);
  });

  test("the p-value against 0 is 2.5 % where the lower bound touches 0", () => {
    const bootstrap = sample([3, 3]);
    const [lower] = bootstrapInterval(bootstrap);
    const touching = { ...bootstrap, estimate: -lower, draws: bootstrap.draws.map((draw) => draw - lower) };
    expect(bootstrapPositive(touching)).toBeCloseTo(0.025, 4);
    expect(bootstrapPositive(bootstrap)).toBe(1);
    expect(bootstrapPositive({ ...bootstrap, estimate: 100, draws: bootstrap.draws.map((draw) => draw + 100) })).toBeLessThan(1e-4);
  });
});

test("the paired bootstrap sees a difference that unpaired models hide", () => {
  const { difference, relative } = pairedBootstrap(
    [
      [pair(2000), pair(6000)],
      [pair(4000), pair(8000)],
    ],
    Random.seeded(11),
  );
  expect(difference.estimate).toBeCloseTo(0.05, 12);
  expect(bootstrapInterval(difference)[0]).toBeGreaterThan(0.03);
  // Errors of 0.2, 0.6, 0.4 and 0.8, each lowered by 0.05: a tenth of their mean.
  expect(relative.estimate).toBeCloseTo(0.1, 12);
  expect(bootstrapInterval(relative)[0]).toBeGreaterThan(0.01);
});

test("equivalence and non-inferiority follow their bounds", () => {
  expect(equivalence(around(0, 0.1), 0.1).equivalent).toBe(true);
  expect(equivalence(around(0, 0.12), 0.1).equivalent).toBe(false);
  expect(equivalence(around(-0.2, 0.01), 0.1).equivalent).toBe(false);
  expect(nonInferiority(around(-0.2, 0.01), 0.05).nonInferior).toBe(true);
  expect(nonInferiority(around(0.04, 0.02), 0.05).nonInferior).toBe(false);
  expect(equivalence(around(0, 0.1), 0.1).interval[1]).toBeCloseTo(0.09, 6);
});

describe("trend", () => {
  test("of a perfect fall over four models has p = 1/24, up to the number of draws", () => {
    const { correlation, p } = fallingTrend([1, 2, 3, 4], [9, 7, 5, 1], Random.seeded(12));
    expect(correlation).toBe(-1);
    expect(p).toBeCloseTo(1 / 24, 2);
  });

  test("of a rise or of constants is not significant", () => {
    expect(fallingTrend([1, 2, 3, 4], [1, 2, 3, 4], Random.seeded(13)).p).toBe(1);
    expect(fallingTrend([1, 2, 3, 4], [5, 5, 5, 5], Random.seeded(14)).p).toBe(1);
  });
});
