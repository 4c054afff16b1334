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
 * suffices where the norm it found is no larger. So it is with an attack that names another that does so,
 * {@link Attack.minimumNorm}: that one is run once, and the smaller norm of the two counts.
 *
 * @throws Fault `bad-option` for a fraction outside (0, 1]
 * @returns per sample, in units of the space: 0 where the unattacked image is misclassified, Infinity where
 * the full radius did not suffice. [n]
 */
export async function sweepRadii(sweep: RadiusSweep): Promise<Float32Array> {
  checkFractions(sweep.fractions);
  const { evaluation, record } = sweep;
  const { radius, attack } = evaluation;
  const rows: Swept = {
    standing: adversarialRows(record),
    full: (row) => (typeof radius === "number" ? radius : (radius[row] as number)),
    ascending: sweep.fractions.filter((fraction) => fraction < 1).toSorted((a, b) => a - b),
  };
  const smallest = Float32Array.from(record.correct, (correct) => (correct === 1 ? Infinity : 0));
  if (attack.bounded) for (const row of rows.standing) smallest[row] = rows.full(row);
  await (attack.bounded && attack.minimumNorm === undefined ? repeat(sweep, rows, smallest) : measure(sweep, rows, smallest));
  return smallest;
}

/** What is swept. */
interface Swept {
  /** Rows that fell at the full radius. */
  readonly standing: Int32Array;
  readonly full: (row: number) => number;
  /** Shares of the full radius, without the whole. */
  readonly ascending: readonly number[];
}

/** Runs the attack at one radius after the other, on what still stands. */
async function repeat({ evaluation, record, onProgress }: RadiusSweep, rows: Swept, smallest: Float32Array): Promise<void> {
  let { standing } = rows;
  for (const [step, fraction] of rows.ascending.entries()) {
    const radius = Float32Array.from(standing, (row) => fraction * rows.full(row));
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
    onProgress?.(step + 1, rows.ascending.length);
  }
}

/** Takes the first radius that the norm of what was found fits into. */
async function measure(sweep: RadiusSweep, { standing, full, ascending }: Swept, smallest: Float32Array): Promise<void> {
  const { norm } = sweep.evaluation.attack;
  const nearest = await partnerNorms(sweep, standing, full);
  for (const [i, row] of standing.entries()) {
    const length = Math.min(smallestNorm(sweep.record, row, norm), nearest?.[i] ?? Infinity);
    const radii = [...ascending, 1].map((fraction) => Math.fround(fraction * full(row)));
    smallest[row] = radii.find((radius) => length <= radius + tolerance(radius)) ?? (smallest[row] as number);
  }
}

/** What the minimum-norm attack beside the attack finds for those rows; undefined where there is none. */
async function partnerNorms(
  { evaluation, record, onProgress }: RadiusSweep,
  standing: Int32Array,
  full: Swept["full"],
): Promise<readonly number[] | undefined> {
  const { minimumNorm } = evaluation.attack;
  if (minimumNorm === undefined || standing.length === 0) return undefined;
  const { record: found } = await evaluateAttack({
    ...evaluation,
    attack: minimumNorm,
    samples: Int32Array.from(standing, (row) => record.samples[row] as number),
    radius: Float32Array.from(standing, full),
    restarts: 1,
    random: evaluation.random.fork("minimum-norm"),
    onProgress: (done, total) => onProgress?.(done, total),
  });
  return Array.from(standing.keys(), (i) => smallestNorm(found, i, minimumNorm.norm));
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
