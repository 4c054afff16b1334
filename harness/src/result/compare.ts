import type {
  FindingRow,
  ReportedInterval as Interval,
  MaybeFinite,
  MeanRow,
  ModelKey,
  RunResult,
  VerdictRow,
} from "@disentangle/artifacts";

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
  const [verdictsA, verdictsB] = [byName(a.verdicts, verdictName), byName(b.verdicts, verdictName)];
  const several = new Set([...a.settings.architectures, ...b.settings.architectures].map(({ name }) => name)).size > 1;
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
      const { architecture } = verdictsA.get(name) as VerdictRow;
      const nameOf = (finding: FindingRow): string => `${findingName(finding)}${several ? `, ${architecture}` : ""}`;
      const [one, other] = [verdictsA.get(name), verdictsB.get(name)].map((verdict) => byName(verdict?.findings ?? [], nameOf));
      return pairs(one as Map<string, FindingRow>, other as Map<string, FindingRow>, ({ estimate }) => estimate);
    }),
    means: pairs(byName(underTest(a, a.means), meanName), byName(underTest(b, b.means), meanName), ({ mean }) => mean),
    sweeps: pairs(byName(sweptRates(a), sweptName), byName(sweptRates(b), sweptName), ({ rate }) => rate),
    only: [alone(a, b), alone(b, a)],
  };
}

/** Trainings of one run that the other does not have. */
function alone(one: RunResult, other: RunResult): string[] {
  const trainings = ({ models }: RunResult): Set<string> =>
    new Set(models.map(({ architecture, strategy, size }) => `${architecture} ${strategy} N=${size}`));
  const theirs = trainings(other);
  return [...trainings(one)].filter((name) => !theirs.has(name));
}

function differences(a: RunResult, b: RunResult): Difference[] {
  const [one, other] = [flat(a), flat(b)];
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].flatMap((name) => {
    // Results did not always record what a strategy is.
    if (!(one.has(name) && other.has(name)) && name.startsWith(STRATEGY)) return [];
    const values = [one.get(name) ?? "–", other.get(name) ?? "–"] as const;
    return values[0] === values[1] ? [] : [{ name, values }];
  });
}

const STRATEGY = "strategy ";

/** Settings, tool and machine as text by name; threads and workers change no result and are left out. */
function flat({ settings, tool }: RunResult): Map<string, string> {
  const { backend, plugins, dataset, strategies, threads: _threads, workers: _workers, ...rest } = settings;
  const { testLabels: _labels, ...images } = dataset;
  const entries: [string, unknown][] = [
    ["tool", `${tool.name} ${tool.version}`],
    ["dataset", images],
    ...Object.entries(rest),
    ["strategies", strategies.map(({ steps: _steps, ...asked }) => asked)],
    ...strategies.flatMap(({ id, steps }): [string, unknown][] => (steps === undefined ? [] : [[`${STRATEGY}${id}`, steps]])),
    ["backend", backend.id],
    ...Object.entries(backend.detail)
      .filter(([name]) => name !== "threads")
      .map(([name, value]): [string, unknown] => [`backend ${name}`, value]),
    ...plugins.map(({ name, version }): [string, unknown] => [name, version]),
  ];
  return new Map(entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
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

/** Rows but those of attacks that ran beside the one under test. */
function underTest<T extends { readonly attack: string | null }>({ settings }: RunResult, rows: readonly T[]): readonly T[] {
  const beside = new Set<string | null>(settings.beside?.map(({ name }) => name));
  return rows.filter(({ attack }) => !beside.has(attack));
}

function byName<T>(rows: readonly T[], name: (row: T) => string): Map<string, T> {
  return new Map(rows.map((row) => [name(row), row]));
}

const verdictName = ({ architecture, claim }: VerdictRow): string => `Claim ${claim} (${architecture})`;
const findingName = ({ id, quantity }: FindingRow): string => `${id} ${quantity}`;

/** Attacks go by their space, so that runs of different attacks are compared. */
function meanName({ architecture, strategy, size, quantity, space }: MeanRow): string {
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

function sweptRates(result: RunResult): SweptRate[] {
  const rates = underTest(result, result.sweeps).flatMap(({ architecture, strategy, size, points }) =>
    points.map(({ radius, rate, interval }): SweptRate => ({ architecture, strategy, size, radius, rate, interval })),
  );
  return [...Map.groupBy(rates, sweptName).values()].map((models) => {
    const [first] = models as [SweptRate];
    if (models.length === 1) return first;
    const known = models.flatMap(({ rate }) => (rate === null ? [] : [rate]));
    return { ...first, rate: known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0) / known.length, interval: null };
  });
}
