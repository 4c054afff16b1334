import { decode } from "fast-png";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { difference } from "../src/images/difference.ts";
import { pngUri } from "../src/images/png.ts";

function pixelsOf(uri: string): { width: number; height: number; data: number[] } {
  const { width, height, data } = decode(Buffer.from(uri.replace("data:image/png;base64,", ""), "base64"));
  return { width, height, data: [...data] };
}

describe("images", () => {
  test("a PNG holds the pixels, in rows of the width, out of range clipped", () => {
    expect(pixelsOf(pngUri(Float32Array.of(0, 0.5, 1, -1, 2, Number.NaN), [2, 3, 1]))).toEqual({
      width: 3,
      height: 2,
      data: [0, 128, 255, 0, 255, 0],
    });
    expect(pixelsOf(pngUri(Float32Array.of(1, 0, 0.2, 0, 1, 0), [2, 1, 3]))).toEqual({
      width: 1,
      height: 2,
      data: [255, 0, 51, 0, 255, 0],
    });
  });

  test("the largest change has full colour: red up, blue down, white for none", () => {
    const { pixels, largest } = difference(Float32Array.of(0.5, 0.5, 0.5, 0.5), Float32Array.of(0.9, 0.5, 0.1, 0.7), [2, 2, 1]);
    expect(largest).toBeCloseTo(0.4);
    const [up, none, down, half] = [0, 1, 2, 3].map((i) => [...pixels.subarray(3 * i, 3 * i + 3)]) as [
      number[],
      number[],
      number[],
      number[],
    ];
    expect(up[0]).toBeGreaterThan(2 * (up[2] as number));
    expect(down[2]).toBeGreaterThan(2 * (down[0] as number));
    expect(new Set(none).size).toBe(1);
    expect(half[1]).toBeCloseTo(((up[1] as number) + (none[1] as number)) / 2, 5);
  });

  test("equal images differ nowhere, and colours stay in range whatever the images", () => {
    expect(difference(new Float32Array(4), new Float32Array(4), [2, 2, 1]).largest).toBe(0);
    const image = fc.float32Array({ minLength: 12, maxLength: 12, min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(image, image, (a, b) => {
        const { pixels } = difference(a, b, [2, 2, 3]);
        expect(pixels).toHaveLength(12);
        expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });
});
