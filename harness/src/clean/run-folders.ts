import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readTaskList, TASK_LIST } from "../run/task-list.ts";

/** Folder of the finished work that runs beside it share. */
export const ARTIFACTS = "artifacts";

/** What a run writes into its folder, and all that is removed of one. */
const OURS = ["result.json", "summary.md", "models.csv", TASK_LIST, "report"];

/** A run on the disk. */
export interface RunFolder {
  readonly name: string;
  readonly path: string;
  /** Milliseconds since 1970 at which it was last started or ended. */
  readonly touched: number;
  /** Keys of the results that it needs; undefined where it does not say. */
  readonly needs: readonly string[] | undefined;
}

/** The runs in a folder, the one longest untouched first. Links are nobody's. */
export function runFolders(folder: string): readonly RunFolder[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== ARTIFACTS)
    .flatMap(({ name }) => {
      const path = join(folder, name);
      const marks = ["result.json", TASK_LIST]
        .map((mark) => lstatSync(join(path, mark), { throwIfNoEntry: false }))
        .filter((mark) => mark?.isFile());
      if (marks.length === 0) return [];
      return [{ name, path, touched: Math.max(...marks.map((mark) => mark?.mtimeMs ?? 0)), needs: readTaskList(path) }];
    })
    .toSorted((a, b) => a.touched - b.touched);
}

/** Removes what a run wrote into its folder, and the folder if nothing else is in it. */
export function removeRun({ path }: RunFolder): void {
  for (const name of OURS) if (existsSync(join(path, name))) rmSync(join(path, name), { recursive: true, force: true });
  if (readdirSync(path).length === 0) rmdirSync(path);
}
