import { coverage } from "./coverage.ts";
import { flatten } from "./flatten.ts";
import type { Glyph } from "./outline.ts";
import { canvasSize, fontSize, placeGlyph } from "./place-glyph.ts";

/** One letter as a picture. */
export interface Rendering {
  /** Row by row, 0 background to 255 ink. */
  readonly pixels: Uint8Array;
  /** Ink of the whole letter in pixels, including what the canvas cuts off. */
  readonly ink: number;
  /** Part of the ink that the canvas cuts off, 0 to 1. */
  readonly clipped: number;
}

/** Draws one glyph on a 28×28 canvas; see {@link placeGlyph} for where. Unhinted. */
export function renderGlyph(glyph: Glyph, letterA: Glyph, unitsPerEm: number): Rendering {
  const pen = placeGlyph(glyph, letterA, unitsPerEm);
  const margin = canvasSize;
  const wide = canvasSize + 2 * margin;
  const segments = flatten(glyph.commands, fontSize / unitsPerEm, pen.x + margin, pen.baseline + margin);
  const covered = coverage(segments, wide, wide);
  const pixels = new Uint8Array(canvasSize * canvasSize);
  let inside = 0;
  for (let y = 0; y < canvasSize; y++) {
    for (let x = 0; x < canvasSize; x++) {
      const value = covered[(y + margin) * wide + x + margin]!;
      inside += value;
      pixels[y * canvasSize + x] = Math.round(value * 255);
    }
  }
  const ink = covered.reduce((sum, value) => sum + value, 0);
  return { pixels, ink, clipped: ink === 0 ? 0 : 1 - inside / ink };
}
