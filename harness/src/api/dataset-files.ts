import { resolve } from "node:path";
import { DATA_VARIABLE, OFFLINE_VARIABLE } from "@disentangle/files";

/** Where files of datasets are, and whether they may be downloaded. */
export interface DatasetFiles {
  /** Folder with files of datasets. Default: `DISENTANGLE_DATA`, or the cache folder of the platform. */
  readonly data?: string | undefined;
  /** Forbids downloads, as `DISENTANGLE_OFFLINE=1` does. */
  readonly offline?: boolean | undefined;
}

/**
 * Says it in the environment, as every plugin and every process of a run must find the same files.
 *
 * @returns what takes it back
 */
export function setDatasetFiles({ data, offline }: DatasetFiles): () => void {
  const before = [DATA_VARIABLE, OFFLINE_VARIABLE].map((name) => [name, process.env[name]] as const);
  if (data !== undefined) process.env[DATA_VARIABLE] = resolve(data);
  if (offline === true) process.env[OFFLINE_VARIABLE] = "1";
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
