import { Random } from "@disentangle/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  auc,
  bootstrapInterval,
  bootstrapPositive,
  crossedBootstrap,
  effectiveImages,
  fallingTrend,
  median,
  misplaced,
  rateBootstrap,
  rateBootstraps,
  rateInterval,
  resampleProportion,
  unbiasedInterval,
  weightedAuc,
  weightedMedian,
  type Bootstrap,
  type ImageValues,
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
const sample = (models: readonly number[], imageShare = 0, modelShare = 1 - imageShare): Bootstrap => {
  const random = Random.seeded(9);
  const draws = Float64Array.from({ length: 50_000 }, () => random.normal()).toSorted();
  return { estimate: 0, draws, models, imageShare, modelShare, imageBias: 0 };
};

const covers = ([lower, upper]: readonly [number, number]): number => (lower <= 0.5 && 0.5 <= upper ? 1 : 0);

/** Images 0, 1, 2 … */
const first = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** What was seen of the first images. */
const seen = (values: readonly number[]): ImageValues => ({ images: first(values.length), values });

/** Ones at that rate, each image by itself. */
const flags = (count: number, rate: number, random: Random): number[] =>
  Array.from({ length: count }, () => (random.uniform() < rate ? 1 : 0));

function weighted(values: readonly number[], weights: Int32Array): number {
  let [sum, count] = [0, 0];
  weights.forEach((weight, i) => {
    sum += weight * (values[i] as number);
    count += weight;
  });
  return sum / count;
}

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

test("misplaced numbers are those on the wrong side, and their mean is what the AUC lacks", () => {
  fc.assert(
    fc.property(numbers, numbers, (large, small) => {
      const [a, b] = misplaced(large, small);
      large.forEach((value, i) => {
        const above = small.filter((other) => other > value).length + small.filter((other) => other === value).length / 2;
        expect(a[i]).toBeCloseTo(above / small.length, 12);
      });
      expect(a.reduce((sum, share) => sum + share, 0) / a.length).toBeCloseTo(1 - auc(large, small), 12);
      expect(b.reduce((sum, share) => sum + share, 0) / b.length).toBeCloseTo(1 - auc(large, small), 12);
    }),
  );
});

describe("crossed bootstrap", () => {
  test("of one model spreads as the standard error of its mean", () => {
    const random = Random.seeded(1);
    const values = Array.from({ length: 200 }, () => random.normal());
    const { draws, estimate, imageShare, modelShare } = crossedBootstrap([[first(200)]], total(values), random);
    expect(estimate).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 200, 12);
    expect(deviation(draws) / (deviation(Float64Array.from(values)) / Math.sqrt(200))).toBeCloseTo(1, 1);
    expect(imageShare).toBeCloseTo(1, 0);
    expect(modelShare).toBeCloseTo(0, 12);
  });

  test("of models that differ spreads by the models, whatever the number of images", () => {
    // Three models of constant values −1, 0, 1: the mean of three draws has variance (2/3) / 3.
    const values = [-1, 0, 1].flatMap((value) => Array.from({ length: 100 }, () => value));
    const constant = (weights: Int32Array): number => weighted(values, weights);
    const { draws, imageShare, modelShare } = crossedBootstrap([[first(100), first(100), first(100)]], constant, Random.seeded(2));
    expect(deviation(draws)).toBeCloseTo(Math.sqrt(2 / 9), 1);
    expect(draws[0]).toBe(-1);
    expect([imageShare, Math.round(5 * modelShare)]).toEqual([0, 5]);
  });

  test("draws an image once for all models that met it, of whichever block, and as often for each of its rows", () => {
    const seen = new Set<number>();
    const drawn = (weights: Int32Array): number => {
      // Block 1: two models, the first with two rows of images 7 and 9 each; block 2: one model, which met 9
      // first.
      const [a7 = 0, a9 = 0, b7, b9, c7 = 0, c9 = 0, d9 = 0, d7 = 0] = weights;
      expect([a7, a9]).toEqual([b7, b9]);
      expect([a7 * d9, c7 * d9]).toEqual([a9 * d7, c9 * d7]);
      expect(d7 + d9).toBe(2);
      seen.add(d7);
      return 0;
    };
    const design = [[Int32Array.of(7, 9, 7, 9), Int32Array.of(7, 9)], [Int32Array.of(9, 7)]];
    crossedBootstrap(design, drawn, Random.seeded(3), 100);
    expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  test("of models that err on the same images spreads as one of them", () => {
    const random = Random.seeded(16);
    const one = Math.sqrt((0.3 * 0.7) / 400);
    const widthOf = (models: readonly (readonly number[])[]): number => {
      const design = [models.map(({ length }) => first(length))];
      const [lower, upper] = bootstrapInterval(crossedBootstrap(design, (weights) => weighted(models.flat(), weights), random));
      return (upper - lower) / (2 * 1.96 * one);
    };
    const alike = flags(400, 0.3, random);
    expect(widthOf([alike, alike, alike])).toBeCloseTo(1, 0);
    // Models that err apart know more, if not as much as three times the images would: models might differ.
    expect(widthOf([flags(400, 0.3, random), flags(400, 0.3, random), flags(400, 0.3, random)])).toBeLessThan(0.95);
  });

  test("is the same for the same stream", () => {
    const values = [1, 2, 3, 4, 5, 6];
    const draw = (seed: number): Float64Array => crossedBootstrap([[first(3), first(3)]], total(values), Random.seeded(seed), 20).draws;
    expect(draw(4)).toEqual(draw(4));
    expect(draw(4)).not.toEqual(draw(5));
  });
});

describe("bootstrap of rates", () => {
  test("draws models, not images alone", () => {
    // Rates of 0, ½ and 1: the mean of three draws has variance (1/6) / 3, and images add next to nothing.
    const models = [0, 5000, 10_000].map((ones) => [resampleProportion(ones, 10_000)]);
    const { draws, estimate } = rateBootstrap([models], mean, Random.seeded(15));
    expect(estimate).toBe(0.5);
    expect(deviation(draws)).toBeCloseTo(Math.sqrt(1 / 18), 1);
    expect(draws[0]).toBe(0);
  });

  test.each([2000, 20_000])("has the variances and covariances of %d images, drawn one by one or by their normal limit", (count) => {
    const random = Random.seeded(17);
    const a = flags(count, 0.4, random);
    const b = a.map((flag) => (random.uniform() < 0.7 ? flag : 1 - flag));
    const difference = ([one, other]: readonly Float64Array[]): number => (one?.[0] ?? 0) - (other?.[0] ?? 0);
    const { draws } = rateBootstrap([[[seen(a), seen(b)]]], difference, random, 4000);
    const own = Float64Array.from(a, (value, i) => value - (b[i] as number));
    expect(deviation(draws) / (deviation(own) / Math.sqrt(count))).toBeCloseTo(1, 1);
  });

  test("draws the attacked images as often as they are among many that are not", () => {
    const random = Random.seeded(18);
    const wrong = flags(10_000, 0.4, random);
    const attacked = { images: first(200), values: wrong.slice(0, 200) };
    const error = ([e]: readonly Float64Array[]): number => e?.[0] ?? 0;
    const success = ([, m]: readonly Float64Array[]): number => m?.[0] ?? 0;
    const spreads = rateBootstraps([[[seen(wrong), attacked]]], [error, success], random, 4000).map(({ draws }) => deviation(draws));
    expect((spreads[0] as number) / Math.sqrt(0.24 / 10_000)).toBeCloseTo(1, 1);
    expect((spreads[1] as number) / Math.sqrt(0.24 / 200)).toBeCloseTo(1, 1);
  });

  test("counts the images that count, and keeps what was seen where a draw misses them all", () => {
    const values = { images: first(3), values: [1, 0, 1], counted: Uint8Array.of(1, 0, 0) };
    const { draws, estimate } = rateBootstrap([[[values]]], mean, Random.seeded(19), 200);
    expect(estimate).toBe(1);
    expect([...new Set(draws)]).toEqual([1]);
  });

  test("pairs what was measured on one model, and sees a difference that models hide", () => {
    const random = Random.seeded(11);
    const pair = (rate: number): [ImageValues, ImageValues] => [seen(flags(2000, rate, random)), seen(flags(2000, rate - 0.1, random))];
    const blocks = [
      [pair(0.2), pair(0.6)],
      [pair(0.4), pair(0.8)],
    ];
    const difference = ([one, other]: readonly Float64Array[]): number => mean([one as Float64Array]) - mean([other as Float64Array]);
    const paired = rateBootstrap(blocks, difference, random);
    expect(paired.estimate).toBeCloseTo(0.1, 1);
    expect(bootstrapInterval(paired)[0]).toBeGreaterThan(0.05);
  });
});

test.each([
  [30, 120],
  [10_000, 160_000],
])("%d ones of %d are drawn binomially", (ones, count) => {
  const random = Random.seeded(5);
  const resampled = resampleProportion(ones, count);
  const draws = Float64Array.from({ length: 20_000 }, () => resampled.draw(random));
  const rate = ones / count;
  expect(resampled.mean).toBe(rate);
  expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(rate, 2);
  expect(deviation(draws) / Math.sqrt((rate * (1 - rate)) / count)).toBeCloseTo(1, 1);
});

describe("images are worth", () => {
  const three = Int32Array.from([...first(100), ...first(100), ...first(100)]);

  test("their number where models err on the same ones, or none errs", () => {
    const same = [0.99, ...Array.from({ length: 99 }, () => -0.01)];
    expect(effectiveImages(three, [...same, ...same, ...same])).toBeCloseTo(100, 9);
    expect(effectiveImages(three, new Float64Array(300))).toBe(100);
  });

  test("as much as different ones where models err apart", () => {
    const residuals = new Float64Array(300);
    residuals[3] = residuals[110] = residuals[250] = 1;
    expect(effectiveImages(three, residuals)).toBe(300);
  });

  test("and Wilson's interval is of as many: no failure of three models on 100 images is one of 100", () => {
    const all = Array.from({ length: 100 }, () => 1);
    const { mean: rate, interval, count } = rateInterval([seen(all), seen(all), seen(all)], Random.seeded(21));
    expect([rate, count]).toEqual([1, 300]);
    // z² = 3.8415: n / (n + z²).
    expect(interval[0]).toBeCloseTo(100 / 103.8415, 4);
    expect(interval[1]).toBe(1);
  });
});

describe("intervals", () => {
  test("are plain percentiles for one model, and widened for few: √(3/2) · 4.30265 / 1.95996 for three", () => {
    const plain = bootstrapInterval(sample([1]))[1];
    expect(plain).toBeCloseTo(1.96, 1);
    expect(bootstrapInterval(sample([3]), 0.95, false)).toEqual(bootstrapInterval(sample([1])));
    expect(bootstrapInterval(sample([3]))[1] / plain).toBeCloseTo((Math.sqrt(1.5) * 4.30265) / 1.95996, 4);
    expect(bootstrapInterval(sample([3, 3]))[1] / plain).toBeCloseTo((Math.sqrt(1.5) * 2.77645) / 1.95996, 4);
    // All of the variance from images: as it is. A quarter from images, half from models: ¼ + ¾ of it, and 2
    // / ¾² = 3 degrees of freedom.
    expect(bootstrapInterval(sample([3], 1))[1] / plain).toBeCloseTo(1, 6);
    expect(bootstrapInterval(sample([3], 0.25, 0.5))[1] / plain).toBeCloseTo(3.18245 / 1.95996, 4);
  });

  test.each([0, 0.6, 1])("cover the mean of three models, where %d of what makes an image err is its own", (alike) => {
    const random = Random.seeded(10);
    const covered = { widened: 0, plain: 0 };
    for (let trial = 0; trial < 400; trial++) {
      const own = Array.from({ length: 100 }, () => random.uniform());
      const models = Array.from({ length: 3 }, () => {
        const rate = 0.5 + 0.08 * random.normal();
        return [seen(own.map((hard) => ((random.uniform() < alike ? hard : random.uniform()) < rate ? 1 : 0)))];
      });
      const bootstrap = rateBootstrap([models], mean, random, 400);
      covered.widened += covers(bootstrapInterval(bootstrap));
      covered.plain += covers(bootstrapInterval(bootstrap, 0.95, false));
    }
    // Of a nominal 95 %; degrees of freedom that are estimated from three models cost a little of it.
    expect(covered.widened / 400).toBeGreaterThan(0.9);
    expect(covered.plain).toBeLessThan(covered.widened);
  });

  test("of a rank correlation are moved back by the bias of images, but not past the estimate", () => {
    const bootstrap = { ...sample([3]), imageBias: -0.3 };
    const [lower, upper] = bootstrapInterval(bootstrap, 0.95, false);
    expect(unbiasedInterval(bootstrap)).toEqual([lower + 0.3, upper + 0.3]);
    expect(unbiasedInterval({ ...bootstrap, imageBias: -5 })[0]).toBe(0);
  });

  test("of infinite draws are infinite, not NaN", () => {
    const bootstrap: Bootstrap = {
      estimate: Infinity,
      draws: Float64Array.of(0, Infinity, Infinity, Infinity),
      models: [3],
      imageShare: 0,
      modelShare: 1,
      imageBias: 0,
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
