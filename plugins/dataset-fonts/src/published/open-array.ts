import { basename } from "node:path";
import { Fault } from "@disentangle/core";
import { Dataset, File, ready } from "h5wasm/node";

/** The one array of an HDF5 file, read in part or whole. */
export interface StoredArray {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Rows `start` to `end` (not included) along the first axis, flattened. */
  rows(start: number, end: number): ArrayLike<number> | ArrayLike<bigint>;
}

/**
 * Opens an HDF5 file that holds a single array, whatever its name there. The file stays open.
 *
 * @throws Fault `bad-data` if it is truncated, no HDF5 file, or holds something else; reading rows throws it likewise
 */
export async function openArray(path: string): Promise<StoredArray> {
  const module = await ready;
  // Otherwise the library prints its stack of errors and goes on.
  module.activate_throwing_error_handler();
  const name = basename(path);
  const dataset = guarded(name, () => onlyDataset(path));
  const shape = dataset.shape ?? [];
  return {
    name,
    shape,
    rows: (start, end) =>
      guarded(name, () => {
        const values = dataset.slice([[start, end], ...shape.slice(1).map((): [] => [])]);
        if (!ArrayBuffer.isView(values)) throw new Error("its values are not numbers");
        return values;
      }),
  };
}

function onlyDataset(path: string): Dataset {
  const file = new File(path, "r");
  const datasets = file
    .paths()
    .map((inner) => file.get(inner))
    .filter((entity): entity is Dataset => entity instanceof Dataset);
  const [dataset] = datasets;
  if (dataset === undefined || datasets.length > 1) throw new Error(`it holds ${datasets.length} arrays instead of one`);
  return dataset;
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

/** The innermost line of the library's stack of errors, which says what it found. */
function shortReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split("\n").filter((line) => /^\s*#\d+:/.test(line));
  return (
    lines
      .at(-1)
      ?.replace(/^.*\(\): /, "")
      .trim() ?? message
  );
}
