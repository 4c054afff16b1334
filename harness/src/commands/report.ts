import { relative } from "node:path";
import { citations } from "@disentangle/report";
import manifest from "../../package.json" with { type: "json" };
import { report } from "../api/report.ts";
import { reportIndex } from "../api/report-index.ts";
import { Fault } from "@disentangle/core";
import { printable } from "../process/printable.ts";

/** Options of the command `report`. */
export interface ReportOptions {
  readonly cite?: boolean;
  readonly out?: string;
}

/** Rebuilds the pages of finished runs from their `result.json`; of several it also makes a page over all. */
export async function rebuildReport(runs: readonly string[], { cite, out }: ReportOptions): Promise<number> {
  if (cite === true) {
    process.stdout.write(citations(manifest.version));
    return 0;
  }
  const [run, ...others] = runs;
  if (run === undefined) {
    throw new Fault("bad-option", "No run was named.", {
      value: runs,
      mend: "Name the folder of a run that has ended, such as runs/mine.",
    });
  }
  if (others.length === 0 && out === undefined) {
    process.stdout.write(`${shown((await report(run)).files.html)}\n`);
    return 0;
  }
  const { html, skipped } = await reportIndex(runs, out);
  for (const folder of skipped) process.stderr.write(`left out, as it is no finished run: ${printable(folder)}\n`);
  process.stdout.write(`${shown(html)}\n`);
  return 0;
}

function shown(path: string): string {
  return printable(relative(process.cwd(), path));
}
