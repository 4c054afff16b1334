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
