import { styleText } from "node:util";
import type { MaybeFinite, ReportedInterval } from "@disentangle/artifacts";
import { EXIT } from "../process/exit.ts";
import { compare, type Pair } from "../result/compare.ts";
import { readRun } from "../api/read-run.ts";

/** Prints two runs side by side. Status 0 where all verdicts agree, 22 where one differs. */
export async function compareRuns(runA: string, runB: string, options: { readonly json?: boolean }): Promise<number> {
  const comparison = compare(await readRun(runA), await readRun(runB));
  const status = comparison.verdicts.every(({ same }) => same) ? EXIT.supported : EXIT.differ;
  if (options.json) {
    process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
    return status;
  }
  const print = (text: string): boolean => process.stdout.write(`${text}\n`);
  print(`A  ${runA}\nB  ${runB}\n`);
  print(styleText("bold", "Settings that differ"));
  if (comparison.settings.length === 0) print("  none");
  for (const { name, values } of comparison.settings) print(`  ${name}\n    A  ${values[0]}\n    B  ${values[1]}`);
  print(`\n${styleText("bold", "Verdicts")}`);
  if (comparison.verdicts.length === 0) print("  no claim was judged in both");
  for (const { name, outcomes, same } of comparison.verdicts) {
    const line = `  ${name.padEnd(24)} ${outcomes[0].padEnd(14)} ${outcomes[1]}`;
    print(same ? line : styleText("yellow", `${line}  differs`));
  }
  printPairs("Effect sizes", comparison.findings);
  printPairs("Means over models", comparison.means);
  if (comparison.sweeps.length > 0) printPairs("Regular success by radius", comparison.sweeps);
  comparison.only.forEach((names, run) => {
    if (names.length > 0) print(`\n${styleText("bold", `Only in ${run === 0 ? "A" : "B"}`)}\n  ${names.join(", ")}`);
  });
  print(`\n${conclusion([...comparison.findings, ...comparison.means, ...comparison.sweeps])}`);
  return status;
}

function conclusion(pairs: readonly Pair[]): string {
  if (pairs.length === 0) return "The runs have no number in common, so nothing was compared.";
  const apart = pairs.filter((pair) => pair.apart).length;
  const what = apart === 0 ? "none differs" : `${apart} ${apart === 1 ? "differs" : "differ"}`;
  return `Of ${pairs.length} quantities ${what} beyond the intervals: their 95 % intervals do not meet. Runs that share seeds share models, so less may be real, too.`;
}

/** Width of the column of names. */
const NAME = 72;

function printPairs(title: string, pairs: readonly Pair[]): void {
  process.stdout.write(`\n${styleText("bold", title)}\n`);
  if (pairs.length === 0) process.stdout.write("  none in common\n");
  else process.stdout.write(styleText("dim", `  ${"".padEnd(NAME)} ${"A".padEnd(24)} B\n`));
  for (const { name, estimates, intervals, apart } of pairs) {
    const [a, b] = [0, 1].map((i) => shown(estimates[i] ?? null, intervals[i] ?? null)) as [string, string];
    const line = `  ${name.padEnd(NAME)} ${a.padEnd(24)} ${b}`;
    process.stdout.write(`${apart ? styleText("yellow", `${line}  beyond the intervals`) : line}\n`);
  }
}

function shown(estimate: MaybeFinite, interval: ReportedInterval | null): string {
  const digits = (value: MaybeFinite): string => (value === null ? "–" : shortNumber(value));
  return interval === null ? digits(estimate) : `${digits(estimate)} [${digits(interval[0])}, ${digits(interval[1])}]`;
}

/** Three decimals, or two digits of what would vanish among them. */
function shortNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 5e-4 ? value.toExponential(1) : value.toFixed(3);
}
