// Node loads the CommonJS build, which has nothing but a default export.
// oxlint-disable-next-line import/default
import opentype, { type Font } from "opentype.js";
import { letters, letterSize } from "./face.ts";
import type { Glyph } from "./outline.ts";
import { renderGlyph } from "./render-glyph.ts";

/** Least ink of a letter in pixels, and the largest part of it that the canvas may cut off. */
const leastInk = 4;
const mostClipped = 0.1;

/** Ten letters, or why the face has none to give. */
export type FaceRendering = { readonly pixels: Uint8Array } | { readonly reason: string };

/** Draws A to J of one font file. */
export function renderFace(file: Uint8Array): FaceRendering {
  // oxlint-disable-next-line import/no-named-as-default-member
  const font = opentype.parse(new Uint8Array(file).buffer);
  const glyphs = Array.from(letters, (letter) => readGlyph(font, letter));
  const pixels = new Uint8Array(letters.length * letterSize);
  for (const [index, glyph] of glyphs.entries()) {
    const letter = letters[index];
    if (glyph === undefined) return { reason: `no glyph for ${letter}` };
    const rendering = renderGlyph(glyph, glyphs[0] ?? glyph, font.unitsPerEm);
    if (rendering.ink < leastInk) return { reason: `${letter} has ${rendering.ink.toFixed(1)} pixels of ink` };
    if (rendering.clipped > mostClipped) return { reason: `${letter} is clipped by ${(100 * rendering.clipped).toFixed(0)} %` };
    pixels.set(rendering.pixels, index * letterSize);
  }
  return { pixels };
}

function readGlyph(font: Font, letter: string): Glyph | undefined {
  const glyph = font.charToGlyph(letter);
  if (glyph.index === 0) return undefined;
  return { commands: glyph.path.commands, advance: glyph.advanceWidth };
}
