import type { Rows } from "@disentangle/core";
import type { FontsDataset, FontsGenerator } from "@disentangle/dataset-fonts";
import { affine, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { Glyph } from "../protocol.ts";

/** That glyph as the one row of a test split. The caller disposes of them. */
export function glyphExamples({ font, label, theta }: Glyph, generator: FontsGenerator): Rows {
  const codes = tf.tensor2d([...theta], [1, theta.length]);
  const row = { labels: Int32Array.of(label), factors: { font: Int32Array.of(font) } };
  const images = tf.tidy(() => affine(generator.prototypes(row), codes));
  return makeExamples({ split: "test" as const, indices: Int32Array.of(0), images, codes, ...row });
}

/** A dataset whose only image is that glyph, so that it can be attacked as test images are. */
export function glyphDataset(glyph: Glyph, dataset: FontsDataset): FontsDataset {
  return { ...dataset, id: "glyph", count: () => 1, examples: () => Promise.resolve(glyphExamples(glyph, dataset.generator)) };
}
