import type { RunResult } from "@disentangle/artifacts";
import { datasetName } from "./data/names.ts";
import { figureFiles, type ReportFile } from "./export/figure-files.ts";
import { filesPage } from "./export/files-page.ts";
import { tableFiles } from "./export/table-files.ts";
import { renderModelsCsv } from "./render-models-csv.ts";
import { renderPage } from "./render-page.ts";
import { renderSummary } from "./render-summary.ts";

/** A report, file by file. */
export interface Report {
  /** `report/index.html`: one static page that fetches nothing; its script adds comfort alone. */
  readonly html: string;
  /** `summary.md`: Markdown, fit for a pull request. */
  readonly summary: string;
  /** `models.csv`: all numbers of every model. */
  readonly csv: string;
  /** What lies beside the page in `report`: every plot as SVG, every table as CSV and LaTeX, a page of them. */
  readonly files: readonly ReportFile[];
}

/**
 * The report of a run; a function of its result alone, so the same result gives the same bytes. Parts without
 * data are left out and named.
 *
 * @throws Fault `bad-data` where an example's image has another size than the dataset's
 */
export function renderReport(result: RunResult): Report {
  const html = renderPage(result);
  const [figures, tables] = [figureFiles(html), tableFiles(html)];
  const { dataset, architectures, attack } = result.settings;
  const title = [datasetName(dataset), ...architectures.map(({ name }) => name), attack.id].join(", ");
  return {
    html,
    summary: renderSummary(result),
    csv: renderModelsCsv(result),
    files: [...figures, ...tables, { path: "files.html", content: filesPage(title, figures, tables) }],
  };
}
