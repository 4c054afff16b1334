import { dirname, join } from "node:path";
import { makeFolder, writeFileAtomic, type RunResult } from "@disentangle/artifacts";
import { renderFiles, renderPng, renderReport } from "@disentangle/report";

/** Files of a report. */
export interface ReportFiles {
  /** `report/index.html`. */
  readonly html: string;
  /** `summary.md`. */
  readonly summary: string;
  /** `models.csv`. */
  readonly csv: string;
}

/**
 * Writes the pages of a result into the folder of its run, and its figures and tables as files beside them:
 * SVG and PNG, CSV and LaTeX.
 */
export async function writePages(folder: string, result: RunResult): Promise<ReportFiles> {
  const { html, summary, csv } = renderReport(result);
  const files = { html: join(folder, "report", "index.html"), summary: join(folder, "summary.md"), csv: join(folder, "models.csv") };
  makeFolder(join(folder, "report"));
  await writeFileAtomic(files.html, html);
  await writeFileAtomic(files.summary, summary);
  await writeFileAtomic(files.csv, csv);
  for (const { path, content } of renderFiles(result, html)) {
    const file = join(folder, "report", path);
    makeFolder(dirname(file));
    await writeFileAtomic(file, content);
    if (path.endsWith(".svg")) await writeFileAtomic(file.replace(/svg$/, "png"), await renderPng(content));
  }
  return files;
}
