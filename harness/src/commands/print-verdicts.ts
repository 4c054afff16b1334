import { styleText } from "node:util";
import type { RunResult } from "@disentangle/artifacts";
import { printable, printableIn } from "../process/printable.ts";

const MARKS = {
  supported: styleText("green", "supported   "),
  refuted: styleText("red", "refuted     "),
  inconclusive: styleText("yellow", "inconclusive"),
  "not asked": styleText("dim", "not asked   "),
} as const;

/** Attacks named of those that have warnings. */
const SHOWN = 3;

/** Prints each verdict with its reason, and where the page is. */
export function printVerdicts(result: RunResult, folder: string, stream: NodeJS.WritableStream): void {
  const several = result.settings.architectures.length > 1;
  stream.write("\n");
  for (const { architecture, claim, outcome, statement, words } of printableIn(result.verdicts)) {
    if (outcome === "not asked") continue;
    stream.write(`${MARKS[outcome]}  ${styleText("bold", `Claim ${claim}${several ? ` (${architecture})` : ""}`)}  ${statement}\n`);
    stream.write(`              ${styleText("dim", words)}\n`);
  }
  const warned = result.attacks.filter(({ audit }) => audit.warnings.length > 0);
  if (warned.length > 0) {
    const names = [
      ...new Set(warned.map(({ attack, space, strategy, size }) => printable(`${attack} on ${space}, ${strategy} N=${size}`))),
    ];
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
    stream.write(
      `\n${warned.length} of ${result.attacks.length} attacks have audit warnings (${names.slice(0, SHOWN).join("; ")}${more}); see the report.\n`,
    );
  }
  const at = printable(folder);
  stream.write(`\nreport   ${at}/report/index.html\nsummary  ${at}/summary.md\nnumbers  ${at}/result.json, ${at}/models.csv\n`);
}
