import type { RunResult } from "@disentangle/artifacts";
import { renderModelsCsv } from "./render-models-csv.ts";
import { renderPage } from "./render-page.ts";
import { renderSummary } from "./render-summary.ts";

/** A report, file by file; see {@link renderFiles} for what lies beside its page. */
export interface Report {
  /** `report/index.html`: one static page that fetches nothing; its script adds comfort alone. */
  readonly html: string;
  /** `summary.md`: Markdown, fit for a pull request. */
  readonly summary: string;
  /** `models.csv`: all numbers of every model. */
  readonly csv: string;
}

/**
 * The report of a run; a function of its result alone, so the same result gives the same bytes. Parts without
 * data are left out and named.
 *
 * @throws Fault `bad-data` where an example's image has another size than the dataset's
 */
export function renderReport(result: RunResult): Report {
  return { html: renderPage(result), summary: renderSummary(result), csv: renderModelsCsv(result) };
}
