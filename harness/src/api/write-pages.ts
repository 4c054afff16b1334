import { join } from "node:path";
import { makeFolder, writeFileAtomic, type RunResult } from "@disentangle/artifacts";
import { renderReport } from "@disentangle/report";

/** Files of a report. */
export interface ReportFiles {
  /** `report/index.html`. */
  readonly html: string;
  /** `summary.md`. */
  readonly summary: string;
  /** `models.csv`. */
  readonly csv: string;
}

/** Writes the pages of a result into the folder of its run. */
export async function writePages(folder: string, result: RunResult): Promise<ReportFiles> {
  const { html, summary, csv } = renderReport(result);
  const files = { html: join(folder, "report", "index.html"), summary: join(folder, "summary.md"), csv: join(folder, "models.csv") };
  makeFolder(join(folder, "report"));
  await writeFileAtomic(files.html, html);
  await writeFileAtomic(files.summary, summary);
  await writeFileAtomic(files.csv, csv);
  return files;
}
