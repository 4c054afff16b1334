import type { Dataset, Examples } from "@disentangle/core";

/** Everything examples hold, on the host, row by row. */
export interface Row {
  readonly index: number;
  readonly label: number;
  readonly image: Float32Array;
  readonly code: Float32Array | undefined;
  readonly factors: string;
}

/** The rows of those examples; frees them. */
export async function rowsOf(dataset: Dataset, split: "train" | "test", indices: Int32Array): Promise<Row[]> {
  using examples: Examples = await dataset.examples(split, indices);
  const images = (await examples.images.data()) as Float32Array;
  const codes = (await examples.codes?.data()) as Float32Array | undefined;
  const [pixels, size] = [images.length / indices.length, (codes?.length ?? 0) / indices.length];
  return Array.from(indices.keys(), (row) => ({
    index: examples.indices[row] as number,
    label: examples.labels[row] as number,
    image: images.slice(row * pixels, (row + 1) * pixels),
    code: codes?.slice(row * size, (row + 1) * size),
    factors: JSON.stringify(Object.entries(examples.factors ?? {}).map(([name, all]) => [name, all[row]])),
  }));
}

/**
 * What differs between two rows that should be the same; undefined where nothing does. Pixels may differ by
 * rounding.
 */
export function differs(a: Row, b: Row, rounding: number): string | undefined {
  if (a.index !== b.index) return `index ${a.index} is ${b.index}`;
  if (a.label !== b.label) return `label ${a.label} is ${b.label}`;
  if (a.factors !== b.factors) return `factors ${a.factors} are ${b.factors}`;
  if (a.code?.join() !== b.code?.join()) return `code ${a.code?.join() ?? "none"} is ${b.code?.join() ?? "none"}`;
  const largest = a.image.reduce((most, pixel, i) => Math.max(most, Math.abs(pixel - (b.image[i] as number))), 0);
  return largest <= rounding ? undefined : `a pixel differs by ${largest}`;
}
