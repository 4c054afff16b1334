import type { AttackResult, ModelResult, RunResult, TaskTime } from "@disentangle/artifacts";

/** All that is known of one model. */
export interface ModelRow {
  readonly model: ModelResult;
  readonly attacks: readonly AttackResult[];
  /** Seconds of training; null where it was not timed. */
  readonly seconds: number | null;
}

/** One row per trained model, with its attacks and its training time. */
export function modelRows(result: RunResult): ModelRow[] {
  return result.models.map((model) => {
    const same = (row: { strategy: string; size: number; model: number } | null): boolean =>
      row !== null && row.strategy === model.strategy && row.size === model.size && row.model === model.model;
    const task: TaskTime | undefined = result.timing.tasks.find((entry) => entry.kind === "train" && same(entry.model));
    return { model, attacks: result.attacks.filter(same), seconds: task?.seconds ?? null };
  });
}

/** The attacks of a run, one entry per attack and space. */
export function attackColumns(result: RunResult): Pick<AttackResult, "attack" | "space">[] {
  const seen = new Map(result.attacks.map(({ attack, space }) => [`${attack} ${space}`, { attack, space }]));
  return [...seen.values()];
}
