import type { ImageShape } from "@disentangle/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { resizeBilinear } from "../src/index.ts";

const pixel = fc.double({ min: 0, max: 1, noNaN: true });

test("an image of the wanted size stays as it is", () => {
  fc.assert(
    fc.property(fc.array(pixel, { minLength: 24, maxLength: 24 }), (pixels) => {
      const resized = resizeBilinear(pixels, [4, 2, 3], 4, 2);
      for (const [i, value] of resized.entries()) expect(value).toBeCloseTo(pixels[i] as number, 6);
    }),
  );
});

test("a plane stays a plane when it is made smaller: value at the place that each pixel comes from", () => {
  const shape: ImageShape = [218, 178, 1];
  const plane = (row: number, column: number): number => 0.1 + 0.002 * row + 0.001 * column;
  const pixels = Array.from({ length: 218 * 178 }, (_, at) => plane(Math.floor(at / 178), at % 178));
  const resized = resizeBilinear(pixels, shape, 66, 54);
  for (let i = 0; i < 66; i++) {
    for (let j = 0; j < 54; j++) {
      const wanted = plane((218 / 66) * (i + 0.5) - 0.5, (178 / 54) * (j + 0.5) - 0.5);
      expect(Math.abs((resized[i * 54 + j] as number) - wanted)).toBeLessThan(1e-6);
    }
  }
});

test("beyond the border is 0: made larger, the outermost pixels fade", () => {
  // A pixel of the result sits a quarter outside the outermost one: three quarters of 1 in each direction.
  const resized = resizeBilinear([1, 1, 1, 1], [2, 2, 1], 4, 4);
  expect([...resized]).toEqual([9 / 16, 3 / 4, 3 / 4, 9 / 16, 3 / 4, 1, 1, 3 / 4, 3 / 4, 1, 1, 3 / 4, 9 / 16, 3 / 4, 3 / 4, 9 / 16]);
});

test("channels do not mix", () => {
  const pixels = Array.from({ length: 5 * 7 * 3 }, (_, i) => (i % 3) / 2);
  for (const [i, value] of resizeBilinear(pixels, [5, 7, 3], 3, 4).entries()) expect(value).toBeCloseTo((i % 3) / 2, 6);
});
