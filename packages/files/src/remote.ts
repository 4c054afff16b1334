/** A file of a dataset and where it can be had. */
export interface RemoteFile {
  /** Its name in the cache; no folder. */
  readonly name: string;
  readonly url: string;
  /** Other places with the same bytes, tried in this order after `url`. */
  readonly mirrors?: readonly string[];
  /** Size in bytes. */
  readonly bytes: number;
  /** Hash as in an integrity string, such as `sha256-…`; `md5-…` where nothing better was published. */
  readonly hash: string;
}

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
  readonly files: readonly RemoteFile[];
}
