import { styleText } from "node:util";
import type { Interval, MaybeFinite } from "@disentangle/artifacts";
import { compare, type Pair } from "../compare.ts";
import { readRun } from "./read-run.ts";

/** Prints two runs side by side. Status 0 where all verdicts agree, 1 where one differs. */
export async function compareRuns(runA: string, runB: string, options: { readonly json?: boolean }): Promise<number> {
  const comparison = compare(await readRun(runA), await readRun(runB));
  const status = comparison.verdicts.every(({ same }) => same) ? 0 : 1;
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
  const apart = [...comparison.findings, ...comparison.means, ...comparison.sweeps].filter((pair) => pair.apart).length;
  print(`\n${apart === 0 ? "Nothing differs" : `${apart} quantities differ`} beyond the 95 % intervals.`);
  return status;
}

function printPairs(title: string, pairs: readonly Pair[]): void {
  process.stdout.write(`\n${styleText("bold", title)}\n`);
  if (pairs.length === 0) process.stdout.write("  none in common\n");
  for (const { name, estimates, intervals, apart } of pairs) {
    const [a, b] = [0, 1].map((i) => shown(estimates[i] ?? null, intervals[i] ?? null)) as [string, string];
    const line = `  ${name.padEnd(64)} ${a.padEnd(24)} ${b}`;
    process.stdout.write(`${apart ? styleText("yellow", `${line}  beyond the intervals`) : line}\n`);
  }
}

function shown(estimate: MaybeFinite, interval: Interval | null): string {
  const digits = (value: MaybeFinite): string => (value === null ? "–" : value.toFixed(3));
  return interval === null ? digits(estimate) : `${digits(estimate)} [${digits(interval[0])}, ${digits(interval[1])}]`;
}
