import "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { NeighbourIndex } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("simd")));

/** All positions by distance, then position, in plain loops. */
function sorted(codes: readonly (readonly number[])[], query: readonly number[], without: number): number[] {
  const far = codes.map((code) => code.reduce((sum, value, k) => sum + (Math.fround(value) - Math.fround(query[k]!)) ** 2, 0));
  return [...codes.keys()].filter((row) => row !== without).toSorted((a, b) => far[a]! - far[b]! || a - b);
}

test("finds what plain loops find, equally near ones in order, leaving out the query itself", async () => {
  const value = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.float({ min: -3, max: 3, noNaN: true }));
  const code = fc.array(value, { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(code, { minLength: 30, maxLength: 60 }),
      fc.array(code, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: -1, max: 9 }),
      async (codes, queries, without) => {
        const tensor = tf.tensor2d(codes);
        using index = new NeighbourIndex(tensor);
        tensor.dispose();
        const asked = tf.tensor2d(queries);
        const found = await index.nearest(asked, 9, new Int32Array(queries.length).fill(without));
        asked.dispose();
        const expected = queries.flatMap((query) => sorted(codes, query, without).slice(0, 9));
        // More than 16 equally near ones beyond the ninth may hide each other: compare distances, which are
        // then the same.
        const distances = (rows: readonly number[]): number[] =>
          rows.map((row, i) =>
            codes[row]!.reduce((sum, own, k) => sum + (Math.fround(own) - Math.fround(queries[Math.floor(i / 9)]![k]!)) ** 2, 0),
          );
        distances([...found]).forEach((distance, i) => expect(distance).toBeCloseTo(distances(expected)[i]!, 5));
        expect(found.includes(without)).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});

test("finds them across chunks of the index", async () => {
  const count = 40_000;
  const values = Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i * 0.37) * 10);
  const tensor = tf.tensor2d(values, [count, 2]);
  using index = new NeighbourIndex(tensor);
  tensor.dispose();
  const query = tf.tensor2d([[1.5, -2]]);
  const found = await index.nearest(query, 50, Int32Array.of(-1));
  query.dispose();
  const codes = Array.from({ length: count }, (_, row) => [values[2 * row]!, values[2 * row + 1]!]);
  expect([...found]).toEqual(sorted(codes, [1.5, -2], -1).slice(0, 50));
});
