import { describe, expect, test } from "vitest";
import type { Glyph } from "../../builder/outline.ts";
import { placeGlyph } from "../../builder/place-glyph.ts";
import { renderGlyph } from "../../builder/render-glyph.ts";

/** With this many units to the em a pixel is 100 units. */
const unitsPerEm = 2100;

function block(left: number, bottom: number, right: number, top: number, advance: number): Glyph {
  return {
    commands: [
      { type: "M", x: left, y: bottom },
      { type: "L", x: left, y: top },
      { type: "L", x: right, y: top },
      { type: "L", x: right, y: bottom },
      { type: "Z" },
    ],
    advance,
  };
}

describe("placeGlyph", () => {
  const letterA = block(0, 0, 1400, 1500, 1400);

  test("centres the advance box and the height of A", () => {
    expect(placeGlyph(letterA, letterA, unitsPerEm)).toEqual({ x: 7, baseline: 21 });
  });

  test("moves a glyph that reaches below the baseline up by half of that, rounded outwards", () => {
    expect(placeGlyph(block(0, -350, 800, 1500, 800), letterA, unitsPerEm)).toEqual({ x: 10, baseline: 19 });
  });

  test("widens the box by what sticks out of the advance on either side", () => {
    expect(placeGlyph(block(-150, 0, 800, 1500, 800), letterA, unitsPerEm).x).toBe(9);
    expect(placeGlyph(block(0, 0, 1020, 1500, 800), letterA, unitsPerEm).x).toBe(8);
  });

  test("shifts all letters by the left overhang of A", () => {
    const overhanging = block(-150, 0, 1400, 1500, 1400);
    expect(placeGlyph(block(0, 0, 800, 1500, 800), overhanging, unitsPerEm).x).toBe(11);
  });

  test("keeps the cap height of A for lower letters", () => {
    expect(placeGlyph(block(0, 0, 800, 300, 800), letterA, unitsPerEm).baseline).toBe(21);
  });
});

describe("renderGlyph", () => {
  const letterA = block(0, 0, 1400, 1500, 1400);

  test("draws ink 255 on background 0, row by row from the top", () => {
    const { pixels, ink, clipped } = renderGlyph(letterA, letterA, unitsPerEm);
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) expect(pixels[y * 28 + x]).toBe(x >= 7 && x < 21 && y >= 6 && y < 21 ? 255 : 0);
    }
    expect(ink).toBeCloseTo(14 * 15, 9);
    expect(clipped).toBeCloseTo(0, 12);
  });

  test("rounds part coverage to the nearest level", () => {
    const { pixels } = renderGlyph(block(0, 0, 1425, 1500, 1400), letterA, unitsPerEm);
    expect(pixels[10 * 28 + 6 + 14]).toBe(Math.round(0.25 * 255));
  });

  test("tells how much the canvas cuts off", () => {
    const { pixels, clipped } = renderGlyph(block(0, 0, 5600, 1500, 5600), letterA, unitsPerEm);
    expect(clipped).toBeCloseTo(0.5, 9);
    expect(pixels[10 * 28]).toBe(255);
  });
});
