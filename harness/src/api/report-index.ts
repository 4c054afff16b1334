import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { writeFileAtomic } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { renderIndex } from "@disentangle/report";
import { report } from "./report.ts";

/** The pages of several runs. */
export interface IndexReport {
  /** Path of the page over all runs. */
  readonly html: string;
  /** Folders that held no finished run, and were left out. */
  readonly skipped: readonly string[];
}

/**
 * Builds the pages of several finished runs anew, and one over all of them: their verdicts in one table,
 * their curves as small multiples, links.
 *
 * @param folders of the runs; others among them, such as that of the artifacts, are left out
 * @param file where the page over all goes; default `index.html` in the folder that holds the first run
 * @throws Fault `bad-option` where none of them is a finished run
 */
export async function reportIndex(folders: readonly string[], file?: string): Promise<IndexReport> {
  const isRun = (folder: string): boolean => existsSync(join(folder, "result.json"));
  const [first, ...others] = folders.filter(isRun);
  if (first === undefined) {
    throw new Fault("bad-option", `There is no finished run among ${folders.join(", ")}.`, {
      value: folders,
      mend: "Name folders of runs that have ended, such as runs/*.",
    });
  }
  const html = file ?? join(dirname(resolve(first)), "index.html");
  const runs = [];
  for (const folder of [first, ...others]) {
    const { result, files } = await report(folder);
    const href = relative(dirname(resolve(html)), resolve(files.html))
      .split(sep)
      .map(encodeURIComponent)
      .join("/");
    runs.push({ name: basename(resolve(folder)), href, result });
  }
  await writeFileAtomic(html, renderIndex(runs));
  return { html, skipped: folders.filter((folder) => !isRun(folder)) };
}
