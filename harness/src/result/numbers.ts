import type { FindingRow, MeanRow, ModelKey, RunResult, SweepRow, VerdictRow } from "@disentangle/artifacts";

/** What two runs are compared by: a whole result, or the numbers that were kept of one. */
export interface Numbers {
  /** Settings as text by name. */
  readonly settings: ReadonlyMap<string, string>;
  /** Whether all settings are among them, so that a missing one is a difference. */
  readonly complete: boolean;
  readonly verdicts: readonly (Pick<VerdictRow, "architecture" | "claim" | "outcome"> & {
    readonly findings: readonly Pick<FindingRow, "id" | "quantity" | "estimate" | "interval">[];
  })[];
  /** Means over models, and sweeps, but those of attacks that ran beside the one under test. */
  readonly means: readonly Pick<MeanRow, "architecture" | "strategy" | "size" | "quantity" | "attack" | "space" | "mean" | "interval">[];
  readonly sweeps: readonly (Pick<ModelKey, "architecture" | "strategy" | "size"> & Pick<SweepRow, "attack" | "points">)[];
  /** Trainings: architecture, strategy and N. */
  readonly trainings: readonly string[];
}

/** The numbers of a finished run. */
export function numbersOf(result: RunResult): Numbers {
  const beside = new Set<string | null>(result.settings.beside?.map(({ name }) => name));
  const underTest = <T extends { readonly attack: string | null }>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ attack }) => !beside.has(attack));
  return {
    settings: settingsOf(result),
    complete: true,
    verdicts: result.verdicts,
    means: underTest(result.means),
    sweeps: underTest(result.sweeps),
    trainings: result.models.map(trainingName),
  };
}

/** A training in words. */
export function trainingName({ architecture, strategy, size }: Pick<ModelKey, "architecture" | "strategy" | "size">): string {
  return `${architecture} ${strategy} N=${size}`;
}

/** What a strategy is goes by this and its id. */
export const STRATEGY = "strategy ";

/** Settings, tool and machine as text by name; threads and workers change no result and are left out. */
function settingsOf({ settings, tool }: RunResult): Map<string, string> {
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
  return textsOf(entries);
}

/** Values as text. */
export function textsOf(entries: readonly (readonly [string, unknown])[]): Map<string, string> {
  return new Map(entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
}
