import type { RunResult } from "@disentangle/artifacts";
import { judged, titleOf, type Allowed } from "./judged.ts";

const LEVELS = { supported: "notice", refuted: "error", inconclusive: "warning" } as const;

/** Workflow commands of GitHub Actions, a line for each verdict. */
export function annotateVerdicts(result: RunResult, allowed: Allowed): string {
  return judged(result)
    .map((verdict) => {
      const { outcome } = verdict;
      const level =
        outcome === "inconclusive" && !allowed.has(outcome)
          ? "error"
          : outcome === "refuted" && allowed.has(outcome)
            ? "warning"
            : LEVELS[outcome];
      return command(level, `${titleOf(result, verdict)}: ${outcome}`, `${verdict.statement} ${verdict.words}`);
    })
    .join("");
}

export function annotateFailure(reason: string): string {
  return command("error", "The run failed", reason);
}

function command(level: string, title: string, message: string): string {
  return `::${level} title=${data(title).replaceAll(":", "%3A").replaceAll(",", "%2C")}::${data(message)}\n`;
}

/** Text as the runner decodes it. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
