import { appendFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder, writeFileAtomic } from "@disentangle/artifacts";
import { Fault, reasonOf } from "@disentangle/core";
import type { FinishedRun } from "../api/execute.ts";
import { didYouMean } from "../request/nearest.ts";
import { annotateFailure, annotateVerdicts } from "./github.ts";
import type { Allowed } from "./judged.ts";
import { junitFailure, junitVerdicts } from "./junit.ts";
import { verdictsAsJson } from "./verdicts-json.ts";

const NAMES = ["junit", "github", "json"] as const;

/** How verdicts are told to other programs, and where. */
export interface Reporter {
  readonly name: (typeof NAMES)[number];
  /** Undefined for the file of that name in the folder of the run. */
  readonly file?: string;
}

/**
 * `junit`, `github`, `json`, each perhaps with `=file`.
 *
 * @throws Fault `bad-option` for another name, and for a file where none is written
 */
export function parseReporter(text: string): Reporter {
  const [word = "", ...rest] = text.split("=");
  const name = NAMES.find((one) => one === word);
  if (name === undefined) {
    throw new Fault("bad-option", `There is no reporter "${word}".`, {
      value: text,
      mend: `${didYouMean(word, NAMES)}Choose among ${NAMES.join(", ")}; junit and json may name a file, such as junit=results.xml.`,
    });
  }
  if (rest.length === 0) return { name };
  const file = rest.join("=");
  if (name !== "github" && file !== "") return { name, file };
  const why =
    name === "github" ? "The reporter github writes annotations and a summary, and no file." : `--reporter ${text} names no file.`;
  throw new Fault("bad-option", why, { value: text, mend: `Write --reporter ${name}${name === "github" ? "" : "=results"}.` });
}

/**
 * Makes the folders of the files that reporters name, so that a wrong name is found before anything is
 * computed.
 *
 * @throws Fault `io` where a folder cannot be made
 */
export function prepareReporters(reporters: readonly Reporter[]): void {
  for (const { file } of reporters) if (file !== undefined) makeFolder(dirname(file));
}

/** Tells the verdicts of a finished run. */
export async function tellVerdicts(reporters: readonly Reporter[], run: FinishedRun, allowed: Allowed): Promise<void> {
  for (const { name, file } of reporters) {
    if (name === "junit") await writeFileAtomic(file ?? join(run.folder, "junit.xml"), junitVerdicts(run.result, allowed));
    else if (name === "json") await writeFileAtomic(file ?? join(run.folder, "verdicts.json"), verdictsAsJson(run, allowed));
    else {
      process.stdout.write(annotateVerdicts(run.result, allowed));
      await addToStepSummary(await readFile(join(run.folder, "summary.md"), "utf8"));
    }
  }
}

/** Tells that a run failed; whoever calls this throws the error on. */
export async function tellFailure(reporters: readonly Reporter[], error: unknown): Promise<void> {
  for (const { name, file } of reporters) {
    // Where no file was named, there may be no folder to put one.
    if (name === "junit" && file !== undefined) await writeFileAtomic(file, junitFailure(reasonOf(error)));
    else if (name === "github") process.stdout.write(annotateFailure(reasonOf(error)));
  }
}

/** The page of a GitHub job shows what is in this file; elsewhere there is none. */
async function addToStepSummary(markdown: string): Promise<void> {
  const path = process.env["GITHUB_STEP_SUMMARY"];
  if (path !== undefined && path !== "") await appendFile(path, `${markdown.trimEnd()}\n`);
}
