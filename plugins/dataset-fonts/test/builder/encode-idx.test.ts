import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeIdx } from "../../builder/encode-idx.ts";
import { decodeIdx } from "../../src/decode-idx.ts";

test("what encodeIdx writes, decodeIdx reads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), fc.nat({ max: 255 }), async (dimensions, first) => {
      const size = dimensions.reduce((product, dimension) => product * dimension, 1);
      const values = Uint8Array.from({ length: size }, (_, index) => first + 37 * index);
      const read = await decodeIdx(new Uint8Array(encodeIdx(dimensions, values)));
      expect(read.dimensions).toEqual(dimensions);
      expect([...read.values]).toEqual([...values]);
    }),
    { numRuns: 30 },
  );
});

test("decodeIdx reads what a server or a browser has unpacked before", async () => {
  const packed = encodeIdx([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
  const read = await decodeIdx(new Uint8Array(gunzipSync(packed)));
  expect(read.dimensions).toEqual([2, 3]);
  expect([...read.values]).toEqual([1, 2, 3, 4, 5, 6]);
});
