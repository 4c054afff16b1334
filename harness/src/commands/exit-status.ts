import { Fault, type Outcome } from "@disentangle/core";
import { EXIT } from "../process/exit.ts";

/** The status of a finished run: the worst verdict decides. */
export function statusOf(outcomes: readonly Outcome[]): number {
  if (outcomes.includes("refuted")) return EXIT.refuted;
  if (outcomes.includes("inconclusive")) return EXIT.inconclusive;
  return EXIT.supported;
}

/**
 * A last line on the status of a finished run, as package managers call every other status than 0 a failure;
 * empty for 0.
 */
export function explainStatus(status: number): string {
  if (status === EXIT.supported) return "";
  const what = status === EXIT.refuted ? "a claim is refuted" : "a claim is inconclusive";
  return `\nThe run is complete. Exit status ${status}, because ${what}: a finding, not a failure.\n`;
}

const USAGE = new Set(["unknown-part", "bad-option", "contradiction", "bad-plugin", "unavailable"]);

/** The status of a run that ended with an error. */
export function statusOfError(error: unknown): number {
  if (Fault.is(error, "aborted")) return EXIT.interrupted;
  return Fault.is(error) && USAGE.has(error.code) ? EXIT.usage : EXIT.failed;
}
