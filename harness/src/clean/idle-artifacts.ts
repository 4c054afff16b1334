import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { IDENTITY } from "../run/store-identity.ts";
import type { RunFolder } from "./run-folders.ts";

/** A file in the folder of finished work. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Key of the task that it is the result of, or the state. */
  readonly key: string;
  readonly checkpoint: boolean;
}

const NAME = /^([0-9a-f]{64})(-checkpoint)?\.safetensors$/;

/** The results and states of tasks in a folder; the store's own name and files of other names are none. */
export function storedFiles(folder: string): readonly StoredFile[] {
  return readdirSync(folder).flatMap((name) => {
    const [, key, checkpoint] = NAME.exec(name) ?? [];
    const path = join(folder, name);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    return key === undefined || key === IDENTITY || !entry?.isFile()
      ? []
      : [{ path, bytes: entry.size, key, checkpoint: checkpoint !== undefined }];
  });
}

/**
 * Those that none of the runs needs: results of other tasks, and states of tasks that are finished. Of runs
 * that do not say what they need, only states of finished tasks are known to be idle.
 */
export function idleFiles(files: readonly StoredFile[], runs: readonly RunFolder[]): readonly StoredFile[] {
  const needs = runs.every((run) => run.needs !== undefined) ? new Set(runs.flatMap((run) => run.needs ?? [])) : undefined;
  const finished = new Set(files.filter((file) => !file.checkpoint).map(({ key }) => key));
  return files.filter(({ key, checkpoint }) => (checkpoint && finished.has(key)) || (needs !== undefined && !needs.has(key)));
}
