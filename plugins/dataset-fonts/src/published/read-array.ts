import { basename } from "node:path";
import { Fault, reasonOf } from "@disentangle/core";
import { Dataset, File, ready } from "h5wasm/node";

/** The one array of an HDF5 file, open for reading. */
export interface StoredArray {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Rows `start` to `end` (not included) along the first axis, flattened. */
  rows(start: number, end: number): ArrayLike<number> | ArrayLike<bigint>;
}

/**
 * Opens an HDF5 file that holds a single array, whatever its name there, hands it to `read` and closes the
 * file.
 *
 * @throws Fault `bad-data` if it is truncated, no HDF5 file, or holds something else
 */
export async function readArray<T>(path: string, read: (array: StoredArray) => T): Promise<T> {
  const module = await ready;
  // Otherwise the library prints its stack of errors and goes on.
  module.activate_throwing_error_handler();
  const name = basename(path);
  const file = guarded(name, () => new File(path, "r"));
  try {
    const dataset = guarded(name, () => onlyDataset(file));
    const shape = dataset.shape ?? [];
    return read({ name, shape, rows: (start, end) => guarded(name, () => readRows(dataset, shape.length, start, end)) });
  } finally {
    file.close();
  }
}

function onlyDataset(file: File): Dataset {
  const datasets = file
    .paths()
    .map((path) => file.get(path))
    .filter((entity): entity is Dataset => entity instanceof Dataset);
  const [dataset] = datasets;
  if (dataset === undefined || datasets.length > 1) throw new Error(`it holds ${datasets.length} arrays instead of one`);
  return dataset;
}

function readRows(dataset: Dataset, rank: number, start: number, end: number): ArrayLike<number> | ArrayLike<bigint> {
  const values = dataset.slice([[start, end], ...Array.from({ length: rank - 1 }, (): [] => [])]);
  if (!ArrayBuffer.isView(values)) throw new Error("its values are not numbers");
  return values;
}

function guarded<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Fault("bad-data", `${name} cannot be read: ${shortReason(cause)}.`, {
      value: name,
      mend: "Download or copy the file again.",
      cause,
    });
  }
}

/** What the innermost line of the library's stack of errors says. */
function shortReason(error: unknown): string {
  const message = reasonOf(error);
  const innermost = message.split("\n").findLast((line) => /^\s*#\d+:/.test(line));
  return innermost?.replace(/^.*?\(\): /, "").trim() ?? message;
}
