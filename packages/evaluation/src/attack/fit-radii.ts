import type { Attack, AttackRecord, Norm } from "@disentangle/core";
import { adversarialRows } from "./adversarial-rows.ts";
import type { AttackEvaluation } from "./attack-evaluation.ts";
import { tolerance } from "./clip-points.ts";
import { evaluateAttack } from "./evaluate-attack.ts";

/** A sweep: the evaluation of the largest radius, its record, and smaller radii. */
export interface RadiusSweep {
  readonly evaluation: AttackEvaluation;
  readonly record: AttackRecord;
  /** Shares of the radius of the evaluation, in (0, 1]; any order. */
  readonly fractions: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
}

/** What is swept. */
export interface SweptRows {
  /** Rows that fell at the full radius. */
  readonly standing: Int32Array;
  readonly full: (row: number) => number;
  /** Shares of the full radius, without the whole. */
  readonly ascending: readonly number[];
}

/** The rows and radii of a sweep. */
export function sweptRows({ evaluation: { radius }, record, fractions }: RadiusSweep): SweptRows {
  return {
    standing: adversarialRows(record),
    full: (row) => (typeof radius === "number" ? radius : (radius[row] as number)),
    ascending: fractions.filter((fraction) => fraction < 1).toSorted((a, b) => a - b),
  };
}

/**
 * The norms that a minimum-norm attack finds, run once on the rows that fell at the full radius; Infinity
 * where it finds nothing. [standing]
 */
export async function minimumNorms(
  { evaluation, record, onProgress }: RadiusSweep,
  { standing, full }: SweptRows,
  attack: Attack,
): Promise<readonly number[]> {
  if (standing.length === 0) return [];
  const { record: found } = await evaluateAttack({
    ...evaluation,
    attack,
    samples: Int32Array.from(standing, (row) => record.samples[row] as number),
    radius: Float32Array.from(standing, full),
    restarts: 1,
    random: evaluation.random.fork("minimum-norm"),
    onProgress: (done, total) => onProgress?.(done, total),
  });
  return Array.from(standing.keys(), (i) => smallestNorm(found, i, attack.norm));
}

/** The first radius of a sweep of a row that a norm fits into; Infinity where none. */
export function fitRadius({ full, ascending }: SweptRows, row: number, length: number): number {
  const radii = [...ascending, 1].map((fraction) => Math.fround(fraction * full(row)));
  return radii.find((radius) => length <= radius + tolerance(radius)) ?? Infinity;
}

/** Smallest norm of a perturbation among the successful restarts of a row. */
export function smallestNorm({ norms, success, restarts, samples }: AttackRecord, row: number, norm: Norm): number {
  const column = norms[norm.id] as Float32Array;
  let smallest = Infinity;
  for (let at = row; at < restarts * samples.length; at += samples.length) {
    if (success[at] === 1) smallest = Math.min(smallest, column[at] as number);
  }
  return smallest;
}
