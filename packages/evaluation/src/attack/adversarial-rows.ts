import type { AttackRecord } from "@disentangle/core";

/** Rows of a record that hold an adversarial example of a correctly classified image, in order. */
export function adversarialRows(record: AttackRecord): Int32Array {
  const { samples, correct, success, restarts } = record;
  const fell = (row: number): boolean => {
    for (let restart = 0; restart < restarts; restart++) if (success[restart * samples.length + row] === 1) return true;
    return false;
  };
  return Int32Array.from(samples.keys()).filter((row) => correct[row] === 1 && fell(row));
}
