import { Fault, type AttackRecord, type Norm } from "@disentangle/core";
import { adversarialRows } from "./adversarial-rows.ts";
import { tolerance } from "./clip-points.ts";
import type { AttackEvaluation } from "./attack-evaluation.ts";
import { evaluateAttack } from "./evaluate-attack.ts";

/** What {@link sweepRadii} runs: the evaluation of the largest radius, its record, and smaller radii. */
export interface RadiusSweep {
  readonly evaluation: AttackEvaluation;
  readonly record: AttackRecord;
  /** Shares of the radius of the evaluation, in (0, 1]; any order. */
  readonly fractions: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Smallest radius at which each sample falls: radii are tried in ascending order, and a sample that has
 * fallen is not attacked again, so that success over the radii is monotone by construction. Only samples that
 * fell at the full radius are tried at smaller ones. Each sample's own radius is scaled where the evaluation
 * has one per sample.
 *
 * An attack that is not bounded by the radius, but looks for a small norm, is not run again: a radius
 * suffices where the norm it found is no larger.
 *
 * @throws Fault `bad-option` for a fraction outside (0, 1]
 * @returns per sample, in units of the space: 0 where the unattacked image is misclassified, Infinity where
 * the full radius did not suffice. [n]
 */
export async function sweepRadii({ evaluation, record, fractions, onProgress }: RadiusSweep): Promise<Float32Array> {
  checkFractions(fractions);
  const full = (row: number): number => (typeof evaluation.radius === "number" ? evaluation.radius : (evaluation.radius[row] as number));
  const smallest = Float32Array.from(record.correct, (correct) => (correct === 1 ? Infinity : 0));
  let standing = adversarialRows(record);
  const ascending = fractions.filter((fraction) => fraction < 1).toSorted((a, b) => a - b);
  if (!evaluation.attack.bounded) {
    for (const row of standing) {
      const radii = [...ascending, 1].map((fraction) => Math.fround(fraction * full(row)));
      const norm = smallestNorm(record, row, evaluation.attack.norm);
      smallest[row] = radii.find((radius) => norm <= radius + tolerance(radius)) ?? Infinity;
    }
    return smallest;
  }
  for (const row of standing) smallest[row] = full(row);
  for (const [step, fraction] of ascending.entries()) {
    const radius = Float32Array.from(standing, (row) => fraction * full(row));
    const { record: smaller } = await evaluateAttack({
      ...evaluation,
      combine: "worst-case",
      samples: Int32Array.from(standing, (row) => record.samples[row] as number),
      radius,
      random: evaluation.random.fork("radius", fraction),
      onProgress: () => {},
    });
    const fell = new Set(adversarialRows(smaller));
    for (const i of fell) smallest[standing[i] as number] = radius[i] as number;
    standing = standing.filter((_, i) => !fell.has(i));
    onProgress?.(step + 1, ascending.length);
  }
  return smallest;
}

/**
 * Refuses shares of a radius that cannot be meant.
 *
 * @throws Fault `bad-option`
 */
export function checkFractions(fractions: readonly number[]): void {
  if (!Array.isArray(fractions)) {
    throw new Fault("bad-option", "The fractions of the radius are no list.", {
      value: fractions,
      mend: "Give shares in (0, 1], such as [0.25, 0.5].",
    });
  }
  const odd = fractions.find((fraction) => !(fraction > 0 && fraction <= 1));
  if (odd === undefined) return;
  throw new Fault("bad-option", `There is a fraction ${odd} of the radius.`, { value: odd, mend: "Give shares in (0, 1]." });
}

/** Smallest norm of a perturbation among the successful restarts of a row. */
function smallestNorm({ norms, success, restarts, samples }: AttackRecord, row: number, norm: Norm): number {
  const column = norms[norm.id] as Float32Array;
  let smallest = Infinity;
  for (let at = row; at < restarts * samples.length; at += samples.length) {
    if (success[at] === 1) smallest = Math.min(smallest, column[at] as number);
  }
  return smallest;
}
