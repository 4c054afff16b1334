import { styleText } from "node:util";
import type { MaybeFinite, ReportedInterval } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { EXIT } from "../process/exit.ts";
import { printable, printableIn } from "../process/printable.ts";
import { compareNumbers, type Comparison, type Pair } from "../result/compare.ts";
import { readNumbers } from "../result/kept-numbers.ts";
import { numbersOf } from "../result/numbers.ts";
import type { FAILURES } from "./failures.ts";
import { readRun } from "../api/read-run.ts";

interface CompareOptions {
  readonly against?: string;
  readonly failOn?: (typeof FAILURES)[number];
  readonly json?: boolean;
}

/**
 * Prints two runs side by side. Status 0 where they agree, 22 where they do not: by the verdicts, or by every
 * quantity, too.
 *
 * @throws Fault `bad-option` where one of them is not named, or named twice
 */
export async function compareRuns(runA: string, other: string | undefined, options: CompareOptions): Promise<number> {
  const { against, failOn = "verdict" } = options;
  const runB = demandOne(other, against);
  const compared = compareNumbers(numbersOf(await readRun(runA)), await readNumbers(runB));
  const comparison = printableIn(compared);
  const reasons = failures(comparison, failOn);
  const status = reasons.length > 0 ? EXIT.differ : EXIT.supported;
  if (options.json) {
    process.stdout.write(`${JSON.stringify(compared, null, 2)}\n`);
    return status;
  }
  const print = (text: string): boolean => process.stdout.write(`${text}\n`);
  print(printable(`A  ${runA}\nB  ${runB}\n`));
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
  print(`\n${conclusion(quantitiesOf(comparison))}`);
  if (reasons.length > 0) print(`Status ${status}: ${reasons.join(", and ")}.`);
  return status;
}

function demandOne(other: string | undefined, against: string | undefined): string {
  const [one, ...more] = [other, against].filter((name) => name !== undefined);
  if (one !== undefined && more.length === 0) return one;
  throw new Fault("bad-option", one === undefined ? "There is nothing to compare with." : "Two runs are named to compare with.", {
    value: [other, against],
    mend: "Name one: a second run, or --against with a run, a result.json or a file of numbers.",
  });
}

/** Why the runs do not agree, in words; empty where they do, or where nobody asked. */
function failures(comparison: Comparison, failOn: (typeof FAILURES)[number]): string[] {
  if (failOn === "nothing") return [];
  const verdicts = comparison.verdicts.filter(({ same }) => !same).length;
  const reasons = verdicts === 0 ? [] : [counted(verdicts, "verdict")];
  if (failOn === "verdict") return reasons;
  const pairs = quantitiesOf(comparison);
  // Nothing in common is no agreement.
  if (pairs.length === 0) return [...reasons, "the runs have no number in common"];
  const apart = pairs.filter((pair) => pair.apart).length;
  return apart === 0 ? reasons : [...reasons, `${counted(apart, "quantity", "quantities")} beyond the intervals`];
}

function quantitiesOf({ findings, means, sweeps }: Comparison): readonly Pair[] {
  return [...findings, ...means, ...sweeps];
}

function counted(count: number, one: string, several = `${one}s`): string {
  return count === 1 ? `1 ${one} differs` : `${count} ${several} differ`;
}

function conclusion(pairs: readonly Pair[]): string {
  if (pairs.length === 0) return "The runs have no number in common, so nothing was compared.";
  const apart = pairs.filter((pair) => pair.apart).length;
  const what = apart === 0 ? "none differs" : `${apart} ${apart === 1 ? "differs" : "differ"}`;
  const meaning = apart === 0 ? "" : ": their 95 % intervals do not meet";
  return `Of ${pairs.length} quantities ${what} beyond the intervals${meaning}. Runs that share seeds share models, so less may be real, too.`;
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
