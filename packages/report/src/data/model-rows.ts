import type { AttackResult, ModelResult, RunResult } from "@disentangle/artifacts";
import { isSameModel } from "./same-model.ts";

/** All that is known of one model. */
export interface ModelRow {
  readonly model: ModelResult;
  readonly attacks: readonly AttackResult[];
  /** Seconds of training; null where it was not timed. */
  readonly seconds: number | null;
}

/** One row per trained model, with its attacks and its training time. */
export function modelRows(result: RunResult): ModelRow[] {
  return result.models.map((model) => ({
    model,
    attacks: result.attacks.filter((row) => isSameModel(row, model)),
    seconds: result.timing.training?.find((row) => isSameModel(row, model))?.seconds ?? null,
  }));
}

/** The attacks of a run, one entry per attack and space. */
export function attackColumns(result: RunResult): Pick<AttackResult, "attack" | "space">[] {
  const seen = new Map(result.attacks.map(({ attack, space }) => [`${attack} ${space}`, { attack, space }]));
  return [...seen.values()];
}
