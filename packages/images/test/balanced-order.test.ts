import { Random } from "@disentangle/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { balancedOrder } from "../src/index.ts";

const labelling = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 });

test("every example comes once, and every prefix holds each class in its share, to one example", () => {
  fc.assert(
    fc.property(labelling, fc.nat(), (labels, seed) => {
      const order = balancedOrder(labels, Random.seeded(seed));
      expect([...order].toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
      const seen = new Map<number, number>();
      for (const [index, position] of order.entries()) {
        const label = labels[position] as number;
        seen.set(label, (seen.get(label) ?? 0) + 1);
        for (const [each, count] of seen) {
          const share = labels.filter((other) => other === each).length / labels.length;
          // Half an example of rounding for each of the other classes.
          expect(Math.abs(count - share * (index + 1))).toBeLessThanOrEqual(1 + new Set(labels).size / 2);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("with classes of equal size every round holds each class once, in an order that changes", () => {
  const labels = Array.from({ length: 60 }, (_, i) => i % 3);
  const order = balancedOrder(labels, Random.seeded(1));
  const rounds = Array.from({ length: 20 }, (_, round) =>
    [...order.subarray(3 * round, 3 * round + 3)].map((position) => labels[position]),
  );
  for (const round of rounds) expect(round.toSorted((a = 0, b = 0) => a - b)).toEqual([0, 1, 2]);
  expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(1);
});

test("the same seed gives the same order, another seed another one", () => {
  const labels = Array.from({ length: 50 }, (_, i) => i % 2);
  const order = (seed: number): string => balancedOrder(labels, Random.seeded(seed)).join();
  expect(order(3)).toBe(order(3));
  expect(order(3)).not.toBe(order(4));
});
