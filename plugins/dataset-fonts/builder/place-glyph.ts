import { controlBox, type Glyph } from "./outline.ts";

/**
 * Where the pen stands for a glyph, in whole pixels: x from the left edge, the baseline's row from the top.
 */
export interface Pen {
  readonly x: number;
  readonly baseline: number;
}

/** Side of an image in pixels. */
export const canvasSize = 28;

/** Pixels per em: a quarter of the canvas is left free, as in the original experiments. */
export const fontSize = 21;

/**
 * Places a glyph as the original experiments did with their imaging library: the advance box is centred
 * horizontally, the height of the letter A of the same face vertically; a glyph that reaches below the
 * baseline moves up by half of that.
 *
 * @param glyph the glyph to place.
 * @param letterA the letter A of the same face, whose offset serves all ten letters.
 * @param unitsPerEm font units to the em.
 */
export function placeGlyph(glyph: Glyph, letterA: Glyph, unitsPerEm: number): Pen {
  const scale = fontSize / unitsPerEm;
  const box = controlBox(glyph.commands);
  const boxA = controlBox(letterA.commands);
  const left = Math.floor(box.left * scale);
  const right = Math.ceil(box.right * scale);
  const advance = Math.round(glyph.advance * scale);
  const width = advance + Math.max(0, -left) + Math.max(0, right - advance);
  const bottom = Math.min(0, Math.floor(box.bottom * scale));
  const leftA = Math.floor(boxA.left * scale);
  const topA = Math.ceil(boxA.top * scale);
  return {
    x: Math.floor((canvasSize - Math.min(0, leftA) - width) / 2),
    baseline: Math.floor((canvasSize + topA + bottom) / 2),
  };
}
