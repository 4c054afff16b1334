import { join, relative } from "node:path";
import { writeFileAtomic, type RunResult } from "@disentangle/artifacts";
import { renderReport } from "@disentangle/report";
import { readRun } from "./read-run.ts";

/** Writes the pages of a result into the folder of its run. */
export async function writeReport(folder: string, result: RunResult): Promise<void> {
  const { html, summary, csv } = renderReport(result);
  await writeFileAtomic(join(folder, "report", "index.html"), html);
  await writeFileAtomic(join(folder, "summary.md"), summary);
  await writeFileAtomic(join(folder, "models.csv"), csv);
}

/** Rebuilds the pages of a finished run from its `result.json`. */
export async function rebuildReport(run: string): Promise<number> {
  await writeReport(run, await readRun(run));
  process.stdout.write(`${relative(process.cwd(), join(run, "report", "index.html"))}\n`);
  return 0;
}
