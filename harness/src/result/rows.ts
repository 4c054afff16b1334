import { finite, type AttackResult, type ModelKey, type ModelResult, type SweepResult } from "@disentangle/artifacts";
import type { AttackRecord, Cell, ModelRecord, Protocol } from "@disentangle/core";
import { imageSuccess, median, wilson } from "@disentangle/evaluation";
import { SWEEP } from "../radii.ts";

/** Which model a row is about. */
export function modelKey({ architecture, strategy, size, model }: Cell): ModelKey {
  return { architecture, strategy, size, model };
}

/** The row of a trained model, with Wilson's interval of its test error. */
export function modelRow({ cell, errors, total, losses }: ModelRecord): ModelResult {
  return {
    ...modelKey(cell),
    errors,
    total,
    error: errors / total,
    interval: wilson(errors, total),
    losses: losses.map((loss) => finite(loss)),
  };
}

/** The row of an attack: its rate over correctly classified images, and means over the successes among them. */
export function attackRow(record: AttackRecord, protocol: Protocol): AttackResult {
  const { cell, correct, success, restarts, audit, norms } = record;
  const worstCase = protocol === "paper";
  const values = imageSuccess(record, worstCase ? "worst-case" : "average");
  const trials = worstCase ? values.length : values.length * restarts;
  const successes = Math.round(values.reduce((sum, value) => sum + value, 0) * (worstCase ? 1 : restarts));
  const counted = [...success.keys()].filter((i) => success[i] === 1 && correct[i % correct.length] === 1);
  const mean = (column: ArrayLike<number>): number | null =>
    finite(counted.reduce((sum, i) => sum + (column[i] as number), 0) / counted.length);
  return {
    ...modelKey(cell),
    attack: record.attack,
    space: record.space,
    radius: record.radius,
    restarts,
    images: correct.length,
    correct: values.length,
    successes,
    trials,
    rate: finite(successes / trials),
    interval: wilson(successes, trials),
    norms: { l0: mean(norms.l0), l1: mean(norms.l1), l2: mean(norms.l2), linf: mean(norms.linf) },
    imageL2: mean(record.imageL2),
    iteration: mean(record.iteration),
    gradients: record.gradients.reduce((sum, count) => sum + count, 0),
    audit: { ...audit, warnings: [...audit.warnings], normExcess: finite(audit.normExcess), boxExcess: finite(audit.boxExcess) },
  };
}

/** The row of a swept attack: success against the radius, over correctly classified images. */
export function sweepRow(record: AttackRecord & { readonly smallestRadius: Float32Array }): SweepResult {
  const fallen = record.smallestRadius.filter((_, i) => record.correct[i] === 1);
  return {
    ...modelKey(record.cell),
    attack: record.attack,
    space: record.space,
    points: SWEEP.map((fraction) => {
      const radius = fraction * record.radius;
      // The smallest radii are stored as float32; half a step of the sweep is far more than rounding.
      const successes = fallen.filter((smallest) => smallest <= radius * 1.001).length;
      const trials = fallen.length;
      return { radius, successes, trials, rate: finite(successes / trials), interval: wilson(successes, trials) };
    }),
    medianRadius: finite(median(fallen)),
  };
}
