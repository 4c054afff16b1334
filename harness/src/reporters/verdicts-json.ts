import type { FinishedRun } from "../api/execute.ts";
import { judged, type Allowed } from "./judged.ts";

/** What a job asks of a run, without the numbers, which `result.json` holds. */
export function verdictsAsJson({ result, folder, outcome }: FinishedRun, allowed: Allowed): string {
  const verdicts = judged(result).map(({ architecture, claim, outcome, statement, words }) => ({
    architecture,
    claim,
    outcome,
    passed: outcome === "supported" || allowed.has(outcome),
    statement,
    words,
  }));
  const passed = verdicts.every((verdict) => verdict.passed);
  const content = {
    outcome,
    passed,
    evidence: result.settings.evidence,
    folder,
    seconds: result.timing.seconds,
    verdicts,
    warnings: result.warnings,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
