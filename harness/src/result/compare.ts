import type { ReportedInterval as Interval, MaybeFinite, ModelKey, RunResult } from "@disentangle/artifacts";
import { numbersOf, STRATEGY, type Numbers } from "./numbers.ts";

type Verdict = Numbers["verdicts"][number];
type Finding = Verdict["findings"][number];

/** A setting that two runs do not share. */
export interface Difference {
  readonly name: string;
  readonly values: readonly [string, string];
}

/** A quantity that both runs measured. */
export interface Pair {
  readonly name: string;
  readonly estimates: readonly [MaybeFinite, MaybeFinite];
  readonly intervals: readonly [Interval | null, Interval | null];
  /** Whether the 95 % intervals do not meet, so that chance alone hardly explains the difference. */
  readonly apart: boolean;
}

/** Two runs side by side. */
export interface Comparison {
  readonly settings: readonly Difference[];
  readonly verdicts: readonly { readonly name: string; readonly outcomes: readonly [string, string]; readonly same: boolean }[];
  /** Effect sizes: the findings of the claims. */
  readonly findings: readonly Pair[];
  /** Test errors and success rates, means over models. */
  readonly means: readonly Pair[];
  /** Success of the regular attack by radius, means over models; an interval where there is one model. */
  readonly sweeps: readonly Pair[];
  /** Trainings (architecture, strategy and N) that one of the runs alone has. */
  readonly only: readonly [a: readonly string[], b: readonly string[]];
}

/** Compares two results: what was asked, what was concluded, and every number both have. */
export function compare(a: RunResult, b: RunResult): Comparison {
  return compareNumbers(numbersOf(a), numbersOf(b));
}

/** The same of the numbers alone. */
export function compareNumbers(a: Numbers, b: Numbers): Comparison {
  const [verdictsA, verdictsB] = [byName(a.verdicts, verdictName), byName(b.verdicts, verdictName)];
  const several = new Set([...a.verdicts, ...b.verdicts].map(({ architecture }) => architecture)).size > 1;
  const shared = [...verdictsA.keys()].filter((name) =>
    [verdictsA, verdictsB].every((of) => (of.get(name)?.outcome ?? "not asked") !== "not asked"),
  );
  return {
    settings: differences(a, b),
    verdicts: shared.map((name) => {
      const outcomes = [verdictsA.get(name)?.outcome ?? "", verdictsB.get(name)?.outcome ?? ""] as const;
      return { name, outcomes, same: outcomes[0] === outcomes[1] };
    }),
    findings: shared.flatMap((name) => {
      const { architecture } = verdictsA.get(name) as Verdict;
      const nameOf = (finding: Finding): string => `${findingName(finding)}${several ? `, ${architecture}` : ""}`;
      const [one, other] = [verdictsA.get(name), verdictsB.get(name)].map((verdict) => byName(verdict?.findings ?? [], nameOf));
      return pairs(one as Map<string, Finding>, other as Map<string, Finding>, ({ estimate }) => estimate);
    }),
    means: pairs(byName(a.means, meanName), byName(b.means, meanName), ({ mean }) => mean),
    sweeps: pairs(byName(sweptRates(a), sweptName), byName(sweptRates(b), sweptName), ({ rate }) => rate),
    only: [alone(a, b), alone(b, a)],
  };
}

/** Trainings of one run that the other does not have. */
function alone(one: Numbers, other: Numbers): string[] {
  const theirs = new Set(other.trainings);
  return [...new Set(one.trainings)].filter((name) => !theirs.has(name));
}

function differences(a: Numbers, b: Numbers): Difference[] {
  const [one, other] = [a.settings, b.settings];
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].flatMap((name) => {
    // Results did not always record what a strategy is, and kept numbers have few settings.
    if (!(one.has(name) && other.has(name)) && (name.startsWith(STRATEGY) || !a.complete || !b.complete)) return [];
    const values = [one.get(name) ?? "–", other.get(name) ?? "–"] as const;
    return values[0] === values[1] ? [] : [{ name, values }];
  });
}

function pairs<T extends { readonly interval: Interval | null }>(
  one: ReadonlyMap<string, T>,
  other: ReadonlyMap<string, T>,
  estimate: (row: T) => MaybeFinite,
): Pair[] {
  return [...one].flatMap(([name, a]) => {
    const b = other.get(name);
    if (b === undefined) return [];
    return [{ name, estimates: [estimate(a), estimate(b)], intervals: [a.interval, b.interval], apart: disjoint(a.interval, b.interval) }];
  });
}

function disjoint(a: Interval | null, b: Interval | null): boolean {
  if (a === null || b === null) return false;
  const end = (value: MaybeFinite, open: number): number => value ?? open;
  return end(a[1], Infinity) < end(b[0], -Infinity) || end(b[1], Infinity) < end(a[0], -Infinity);
}

function byName<T>(rows: readonly T[], name: (row: T) => string): Map<string, T> {
  return new Map(rows.map((row) => [name(row), row]));
}

const verdictName = ({ architecture, claim }: Verdict): string => `Claim ${claim} (${architecture})`;
const findingName = ({ id, quantity }: Finding): string => `${id} ${quantity}`;

/** Attacks go by their space, so that runs of different attacks are compared. */
function meanName({ architecture, strategy, size, quantity, space }: Numbers["means"][number]): string {
  const what = quantity === "error" ? "test error" : quantity === "radius" ? "median smallest radius" : `success on ${space}`;
  return `${what}: ${architecture} ${strategy} N=${size}`;
}

/** The success rate of the models of one strategy and size at one radius of their sweeps. */
interface SweptRate extends Omit<ModelKey, "model"> {
  readonly radius: number;
  readonly rate: MaybeFinite;
  readonly interval: Interval | null;
}

const sweptName = ({ architecture, strategy, size, radius }: SweptRate): string =>
  `success at ε = ${Number(radius.toPrecision(3))}: ${architecture} ${strategy} N=${size}`;

function sweptRates({ sweeps }: Numbers): SweptRate[] {
  const rates = sweeps.flatMap(({ architecture, strategy, size, points }) =>
    points.map(({ radius, rate, interval }): SweptRate => ({ architecture, strategy, size, radius, rate, interval })),
  );
  return [...Map.groupBy(rates, sweptName).values()].map((models) => {
    const [first] = models as [SweptRate];
    if (models.length === 1) return first;
    const known = models.flatMap(({ rate }) => (rate === null ? [] : [rate]));
    return { ...first, rate: known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0) / known.length, interval: null };
  });
}
