import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeIdx, encodeIdx, parseIdx } from "../src/index.ts";

test("what encodeIdx writes, decodeIdx reads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), fc.nat({ max: 255 }), async (dimensions, first) => {
      const size = dimensions.reduce((product, dimension) => product * dimension, 1);
      const values = Uint8Array.from({ length: size }, (_, index) => first + 37 * index);
      const read = await decodeIdx(new Uint8Array(gzipSync(encodeIdx({ dimensions, values }))));
      expect(read.dimensions).toEqual(dimensions);
      expect([...read.values]).toEqual([...values]);
    }),
    { numRuns: 30 },
  );
});

test("decodeIdx reads what a server or a browser has unpacked before", async () => {
  const read = await decodeIdx(encodeIdx({ dimensions: [2, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6) }));
  expect(read.dimensions).toEqual([2, 3]);
  expect([...read.values]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("the bytes are those of the format", () => {
  const bytes = encodeIdx({ dimensions: [2, 258], values: new Uint8Array(516).fill(9) });
  expect([...bytes.subarray(0, 13)]).toEqual([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 1, 2, 9]);
});

test.each([
  ["a wrong magic number", [0, 0, 13, 1, 0, 0, 0, 0], "does not begin"],
  ["nothing", [], "does not begin"],
  ["dimensions cut short", [0, 0, 8, 3, 0, 0, 0, 1], "cut short"],
  ["too few values", [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], "holds 2 values where its dimensions call for 3"],
  ["too many values", [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], "holds 2 values where its dimensions call for 1"],
])("%s is refused", (_, bytes, words) => {
  expect(() => parseIdx(Uint8Array.from(bytes))).toThrow(words);
});
