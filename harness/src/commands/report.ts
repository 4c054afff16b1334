import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { readResult, writeFileAtomic, type RunResult } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { renderReport } from "@disentangle/report";

/** Writes the pages of a result into the folder of its run. */
export async function writeReport(folder: string, result: RunResult): Promise<void> {
  const { html, summary, csv } = renderReport(result);
  await writeFileAtomic(join(folder, "report", "index.html"), html);
  await writeFileAtomic(join(folder, "summary.md"), summary);
  await writeFileAtomic(join(folder, "models.csv"), csv);
}

/** Rebuilds the pages of a finished run from its `result.json`. */
export async function rebuildReport(run: string): Promise<number> {
  if (!statSync(run, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Fault("bad-option", `There is no run ${run}.`, { value: run, mend: "Name the folder that holds result.json." });
  }
  await writeReport(run, await readResult(join(run, "result.json")));
  process.stdout.write(`${relative(process.cwd(), join(run, "report", "index.html"))}\n`);
  return 0;
}
