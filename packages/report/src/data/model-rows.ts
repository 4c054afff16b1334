import type { AttackRow, ModelRow, RunResult } from "@disentangle/artifacts";
import { isSameModel } from "./same-model.ts";
import { spacesOf } from "./spaces.ts";

/** All that is known of one model. */
export interface ModelWithAttacks {
  readonly model: ModelRow;
  readonly attacks: readonly AttackRow[];
  /** Seconds of training; null where it was not timed. */
  readonly seconds: number | null;
}

/** One row per trained model, with its attacks and its training time. */
export function modelRows(result: RunResult): ModelWithAttacks[] {
  return result.models.map((model) => ({
    model,
    attacks: result.attacks.filter((row) => isSameModel(row, model)),
    seconds: result.timing.training.find((row) => isSameModel(row, model))?.seconds ?? null,
  }));
}

/**
 * The attacks of a run, one entry per attack and space: spaces in the order of a reader, and in each the
 * attack under test first.
 */
export function attackColumns(result: RunResult): Pick<AttackRow, "attack" | "space">[] {
  const names = [
    result.settings.attack.id,
    ...result.settings.beside.map(({ name }) => name),
    ...result.attacks.map(({ attack }) => attack),
  ];
  return spacesOf(result, result.attacks).flatMap((space) =>
    [...new Set(names)]
      .filter((attack) => result.attacks.some((row) => row.attack === attack && row.space === space))
      .map((attack) => ({ attack, space })),
  );
}
