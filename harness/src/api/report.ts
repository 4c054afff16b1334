import type { RunResult } from "@disentangle/artifacts";
import { readRun } from "./read-run.ts";
import { writePages, type ReportFiles } from "./write-pages.ts";

/** A run's result, and the pages made of it. */
export interface RunReport {
  readonly result: RunResult;
  /** Paths of the pages. */
  readonly files: ReportFiles;
}

/**
 * Builds the pages of a finished run anew from its `result.json`.
 *
 * @param folder of the run
 * @throws Fault `bad-option` where there is no finished run, `bad-data` where its result cannot be trusted
 */
export async function report(folder: string): Promise<RunReport> {
  const result = await readRun(folder);
  return { result, files: await writePages(folder, result) };
}
