import type { Json, Offer, Remote } from "@disentangle/core";

/** The files of a dataset, with what a person must know before they download them. */
export interface FileSet {
  /** Name of the dataset: of its folder in the cache, and what `disentangle fetch` is told. */
  readonly dataset: string;
  /** Its name for people, such as "EMNIST". */
  readonly title: string;
  /** Who publishes it. */
  readonly source: string;
  /** Under which licence, in a phrase. */
  readonly licence: string;
  readonly files: readonly Remote[];
}

/**
 * The files that a dataset on offer reads under those options; an empty set where there are none to download.
 */
export function fileSetOf({ id, about, files }: Offer<"dataset">, options: Json): FileSet {
  const { title, source = "its publisher", licence = "See its publisher for the licence" } = about;
  return { dataset: id, title, source, licence, files: files?.(options) ?? [] };
}
