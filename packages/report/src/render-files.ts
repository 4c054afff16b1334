import type { RunResult } from "@disentangle/artifacts";
import { datasetName } from "./data/names.ts";
import { figureFiles, type ReportFile } from "./export/figure-files.ts";
import { filesPage } from "./export/files-page.ts";
import { tableFiles } from "./export/table-files.ts";

/**
 * What lies beside the page of a report, for papers: every plot as SVG ({@link renderPng} makes pictures of
 * them), every table as CSV and LaTeX, and `files.html`, which shows them.
 *
 * @param html the page of that result
 */
export function renderFiles({ settings }: RunResult, html: string): ReportFile[] {
  const [figures, tables] = [figureFiles(html), tableFiles(html)];
  const title = [datasetName(settings.dataset), ...settings.architectures.map(({ name }) => name), settings.attack.id].join(", ");
  return [...figures, ...tables, { path: "files.html", content: filesPage(title, figures, tables) }];
}
