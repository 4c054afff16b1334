import { styleText } from "node:util";
import type { RunResult } from "@disentangle/artifacts";

const MARKS = {
  supported: styleText("green", "supported   "),
  refuted: styleText("red", "refuted     "),
  inconclusive: styleText("yellow", "inconclusive"),
  "not asked": styleText("dim", "not asked   "),
} as const;

/** Prints each verdict with its reason, and where the page is. */
export function printVerdicts(result: RunResult, folder: string, stream: NodeJS.WritableStream): void {
  const several = result.settings.architectures.length > 1;
  stream.write("\n");
  for (const { architecture, claim, outcome, statement, reason } of result.verdicts) {
    if (outcome === "not asked") continue;
    stream.write(`${MARKS[outcome]}  ${styleText("bold", `Claim ${claim}${several ? ` (${architecture})` : ""}`)}  ${statement}\n`);
    stream.write(`              ${styleText("dim", reason)}\n`);
  }
  const warned = result.attacks.filter(({ audit }) => audit.warnings.length > 0).length;
  if (warned > 0) stream.write(`\n${warned} of ${result.attacks.length} attacks have audit warnings; see the report.\n`);
  stream.write(
    `\nreport   ${folder}/report/index.html\nsummary  ${folder}/summary.md\nnumbers  ${folder}/result.json, ${folder}/models.csv\n`,
  );
}
