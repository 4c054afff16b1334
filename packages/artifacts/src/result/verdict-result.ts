import type { Verdict } from "@disentangle/core";
import { finite } from "./finite.ts";
import type { VerdictResult } from "./run-result.ts";

/** A claim's verdict as it is written to `result.json`, less the architecture it is about. */
export function verdictResult(verdict: Verdict): Omit<VerdictResult, "architecture"> {
  const findings = verdict.findings.map(({ interval, estimate, ...finding }) => ({
    ...finding,
    estimate: finite(estimate),
    interval: interval === undefined ? null : ([finite(interval[0]), finite(interval[1])] as const),
  }));
  return { ...verdict, findings };
}
