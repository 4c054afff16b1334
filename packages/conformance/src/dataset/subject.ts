import { Random, type Dataset, type Split } from "@disentangle/core";

/** A dataset under test. */
export interface DatasetSubject {
  /** Opens the dataset; called more than once. */
  readonly dataset: () => Promise<Dataset>;
  /** Examples looked at per split, default 40. */
  readonly sample?: number;
}

/** Both splits. */
export const SPLITS: readonly Split[] = ["train", "test"];

/** The first positions of a split, the last, and others in between. */
export function positions(dataset: Dataset, split: Split, sample: number = 40): Int32Array {
  const count = dataset.count(split);
  const random = Random.seeded(1).fork(split);
  const chosen = new Set([0, count - 1]);
  for (let i = 1; i < Math.min(count, sample / 2); i++) chosen.add(i);
  while (chosen.size < Math.min(count, sample)) chosen.add(random.integer(count));
  return Int32Array.from(chosen);
}
