import { Fault, type Attack } from "@disentangle/core";
import { adversarialRows } from "./adversarial-rows.ts";
import { evaluateAttack } from "./evaluate-attack.ts";
import { fitRadius, minimumNorms, smallestNorm, sweptRows, type RadiusSweep, type SweptRows } from "./fit-radii.ts";

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
  const { attack } = evaluation;
  const rows = sweptRows(sweep);
  const smallest = Float32Array.from(record.correct, (correct) => (correct === 1 ? Infinity : 0));
  if (attack.bounded) for (const row of rows.standing) smallest[row] = rows.full(row);
  if (attack.bounded && attack.minimumNorm === undefined) await repeat(sweep, rows, smallest);
  else await measure(sweep, rows, smallest);
  return smallest;
}

/**
 * The least of what a sweep found and of what a minimum-norm attack finds, which is run once on the samples
 * that fell at the full radius. It may only lower a radius, to another one of the sweep.
 *
 * @param smallest as {@link sweepRadii} found them in that sweep. [n]
 * @param attack not bounded by the radius, in the norm of the attack that was swept
 * @returns a new array. [n]
 */
export async function tightenRadii(sweep: RadiusSweep, smallest: Float32Array, attack: Attack): Promise<Float32Array> {
  const least = Float32Array.from(smallest);
  const rows = sweptRows(sweep);
  const nearest = await minimumNorms(sweep, rows, attack);
  for (const [i, row] of rows.standing.entries()) {
    least[row] = Math.min(least[row] as number, fitRadius(rows, row, nearest[i] as number));
  }
  return least;
}

/** Runs the attack at one radius after the other, on what still stands. */
async function repeat({ evaluation, record, onProgress }: RadiusSweep, rows: SweptRows, smallest: Float32Array): Promise<void> {
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
async function measure(sweep: RadiusSweep, rows: SweptRows, smallest: Float32Array): Promise<void> {
  const { norm, minimumNorm } = sweep.evaluation.attack;
  const nearest = minimumNorm && (await minimumNorms(sweep, rows, minimumNorm));
  for (const [i, row] of rows.standing.entries()) {
    const length = Math.min(smallestNorm(sweep.record, row, norm), nearest?.[i] ?? Infinity);
    smallest[row] = Math.min(smallest[row] as number, fitRadius(rows, row, length));
  }
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
