import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../src/index.ts";

const draws = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.uniform());

describe("Random", () => {
  test("the same seed and purpose give the same stream, other purposes other streams", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (seed, one, other) => {
        const root = Random.seeded(seed);
        expect(draws(root.fork(one), 4)).toEqual(draws(Random.seeded(seed).fork(one), 4));
        if (one !== other) expect(draws(root.fork(one), 4)).not.toEqual(draws(root.fork(other), 4));
      }),
    );
  });

  test("a fork does not depend on what its parent drew before", () => {
    const fresh = Random.seeded(7);
    const used = Random.seeded(7);
    draws(used, 10);
    expect(draws(used.fork("start", 3), 5)).toEqual(draws(fresh.fork("start", 3), 5));
  });

  test("the text 1 and the number 1 name different streams, and so do the paths a/b and ab", () => {
    const root = Random.seeded(1);
    expect(root.fork("1").uniform()).not.toBe(root.fork(1).uniform());
    expect(root.fork("a", "b").uniform()).not.toBe(root.fork("ab").uniform());
  });

  test("uniform draws fill [0, 1) evenly (chi-square over 100 bins)", () => {
    const random = Random.seeded(11);
    const bins = Array.from({ length: 100 }, () => 0);
    for (let i = 0; i < 100_000; i++) {
      const bin = Math.floor(random.uniform() * 100);
      bins[bin] = (bins[bin] as number) + 1;
    }
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: mean 99, standard deviation 14; the bounds are 0.01 % quantiles.
    expect(chiSquare).toBeGreaterThan(54);
    expect(chiSquare).toBeLessThan(161);
  });

  test("streams of neighbouring forks are uncorrelated", () => {
    const root = Random.seeded(5);
    const first = Array.from({ length: 20_000 }, (_, i) => root.fork(i).uniform() - 0.5);
    let lagged = 0;
    for (let i = 1; i < first.length; i++) lagged += (first[i] as number) * (first[i - 1] as number);
    // Standard error of the sum's mean is 1/12 / sqrt(20000) = 0.0006.
    expect(Math.abs(lagged / first.length)).toBeLessThan(0.0024);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    expect(Math.abs(mean)).toBeLessThan(0.0082);
  });

  test("normal draws have mean 0, variance 1 and kurtosis 3", () => {
    const random = Random.seeded(3);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });

  test("a permutation holds every number once, and each place is equally likely", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 200 }), (seed, size) => {
        const order = Random.seeded(seed).permutation(size);
        expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
    const seen = [0, 0, 0];
    const random = Random.seeded(1);
    for (let i = 0; i < 9000; i++) {
      const place = random.permutation(3).indexOf(0);
      seen[place] = (seen[place] as number) + 1;
    }
    for (const count of seen) expect(Math.abs(count - 3000)).toBeLessThan(180);
  });
});

test("resample counts rows as single draws would choose them, and goes on where they would", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 5 }), (seed, size, start) => {
      const [whole, single] = [Random.seeded(seed), Random.seeded(seed)];
      const [counts, expected] = [new Int32Array(60), new Int32Array(60)];
      whole.resample(counts, start, size);
      for (let draw = 0; draw < size; draw++) {
        const row = start + Math.floor(((single.bits() >>> 0) / 2 ** 32) * size);
        expected[row] = (expected[row] as number) + 1;
      }
      expect(counts).toEqual(expected);
      expect(whole.bits()).toBe(single.bits());
    }),
  );
});
