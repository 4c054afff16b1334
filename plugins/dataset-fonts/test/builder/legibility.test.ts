import { describe, expect, test } from "vitest";
import { closestLetters } from "../../builder/closest-letters.ts";
import { relativeL1 } from "../../builder/distance.ts";
import { legibility } from "../../builder/legibility.ts";

/** Ten 28×28 letters, letter `index` dark where `ink` says so. */
function draw(ink: (index: number, x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 7840 }, (_, position) => {
    const index = Math.floor(position / 784);
    return ink(index, position % 28, Math.floor((position % 784) / 28)) ? 255 : 0;
  });
}

/** A frame, and in it a bar whose height tells the letter. */
const plain = (shift: number): Uint8Array =>
  draw((index, x, y) => {
    const [u, v] = [x - shift, y - 4];
    if (u < 0 || u >= 22 || v < 0 || v >= 22) return false;
    return u === 0 || u === 21 || v === 0 || v === 21 || (v >= 2 * index + 1 && v < 2 * index + 3);
  });

const bars = draw((_, x, y) => x % 4 === 0 && y > 3 && y < 24);

describe("relativeL1", () => {
  test("is 0 for equal images, 1 for ones without common ink, the share of differing ink between", () => {
    const first = Uint8Array.from([200, 0, 0]);
    expect(relativeL1(first, first)).toBe(0);
    expect(relativeL1(first, Uint8Array.from([0, 9, 9]))).toBe(1);
    expect(relativeL1(first, Uint8Array.from([100, 0, 100]))).toBeCloseTo(0.5, 12);
  });
});

describe("closestLetters", () => {
  test("is 0 for a face whose letters are all alike", () => {
    expect(closestLetters(bars)).toBe(0);
    expect(closestLetters(plain(3))).toBeGreaterThan(0.05);
  });
});

describe("legibility", () => {
  test("is 10 for faces that other families draw alike, and chance for one that draws all letters alike", () => {
    const faces = [3, 4, 2, 5, 3, 1].map((shift, index) => ({ id: `family ${index}`, pixels: plain(shift) }));
    const scores = legibility([...faces, { id: "bars", pixels: bars }]);
    expect(scores.slice(0, 6)).toEqual([10, 10, 10, 10, 10, 10]);
    expect(scores[6]).toBeLessThanOrEqual(1);
  });

  test("takes no help from the face's own family", () => {
    const odd = { id: "odd", pixels: draw((index, x, y) => Math.floor((x * (index + 2)) / 9) % 2 === 0 && y > index) };
    const others = Array.from({ length: 6 }, (_, index) => ({ id: `family ${index}`, pixels: plain(index) }));
    const alone = legibility([odd, ...others])[0]!;
    expect(legibility([odd, odd, odd, odd, odd, odd, ...others])[0]).toBe(alone);
  });
});
