import { Random, type Rows } from "@disentangle/core";
import { affine, gatherRows, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { Generator } from "../src/index.ts";

const SIDE = 12;
/** Strokes from (row, column) to (row, column) of two letters in two fonts. */
const LETTERS: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [
    [2, 3, 9, 3],
    [9, 3, 9, 8],
  ],
  [
    [2, 2, 2, 9],
    [2, 5, 9, 5],
  ],
  [
    [2, 4, 9, 4],
    [9, 4, 7, 8],
  ],
  [
    [3, 2, 3, 9],
    [3, 7, 10, 7],
  ],
];
const WIDTHS = [1.2, 1.2, 1.8, 1.8];

/** Two letters in two fonts, drawn with soft strokes: row 2 · font + class. */
function drawn(): tf.Tensor4D {
  const pixels = LETTERS.flatMap((strokes, letter) =>
    Array.from({ length: SIDE * SIDE }, (_, k) => {
      const [row, column] = [Math.floor(k / SIDE), k % SIDE];
      const nearest = Math.min(...strokes.map((stroke) => distance(row, column, stroke)));
      return Math.min(1, Math.max(0, (WIDTHS[letter] as number) - nearest));
    }),
  );
  return tf.tensor4d(pixels, [4, SIDE, SIDE, 1]);
}

function distance(row: number, column: number, [r0, c0, r1, c1]: readonly [number, number, number, number]): number {
  const along = ((row - r0) * (r1 - r0) + (column - c0) * (c1 - c0)) / ((r1 - r0) ** 2 + (c1 - c0) ** 2);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(row - r0 - share * (r1 - r0), column - c0 - share * (c1 - c0));
}

/** A small FONTS: the valid ranges are those of the Hard variant. */
export const strokes: Generator = {
  names: ["translation x", "translation y", "shear x", "shear y", "scale", "rotation"],
  lower: Float32Array.of(-0.2, -0.2, -0.5, -0.5, 0.75, -1.5708),
  upper: Float32Array.of(0.2, 0.2, 0.5, 0.5, 1.15, 1.5708),
  prototypes: ({ labels, factors }) => {
    const all = drawn();
    const rows = labels.map((label, row) => 2 * (factors?.["font"]?.[row] ?? 0) + label);
    const prototypes = gatherRows(all, rows);
    all.dispose();
    return prototypes;
  },
};

/** Uniform valid codes. [count, 6] */
export function validCodes(count: number, seed: number): tf.Tensor2D {
  const random = Random.seeded(seed);
  const { lower, upper } = strokes;
  const codes = Float32Array.from({ length: count * 6 }, (_, k) => {
    const [least, most] = [lower[k % 6] as number, upper[k % 6] as number];
    return least + (most - least) * random.uniform();
  });
  return tf.tensor2d(codes, [count, 6]);
}

/** Examples of that many images. */
export function examplesOf(count: number): Rows {
  const parts = {
    split: "test" as const,
    indices: Int32Array.from({ length: count }, (_, row) => 100 + row),
    labels: Int32Array.from({ length: count }, (_, row) => row % 2),
    factors: { font: Int32Array.from({ length: count }, (_, row) => (row >> 1) % 2) },
  };
  const codes = validCodes(count, 1);
  const prototypes = strokes.prototypes(parts);
  const images = affine(prototypes, codes);
  prototypes.dispose();
  return makeExamples({ ...parts, images, codes });
}
