import {
  finite,
  type AttackRow,
  type ModelKey,
  type ModelRow,
  type PartCount,
  type SweepRow,
  type TransferCounts,
} from "@disentangle/artifacts";
import type { Attack, AttackRecord, Cell, ModelRecord, PartsOutcome, Protocol, SweepRecord } from "@disentangle/core";
import { groupedMedian, imageSuccess, sweepSteps, wilson } from "@disentangle/evaluation";
import { PROTOCOLS } from "../request/protocols.ts";
import { budgetOf } from "./budget.ts";

/** Which model a row is about. */
export function modelKey({ architecture, strategy, size, model }: Cell): ModelKey {
  return { architecture, strategy, size, model };
}

/** The row of a trained model, with Wilson's interval of its test error. */
export function modelRow({ cell, errors, total, losses }: ModelRecord): ModelRow {
  return {
    ...modelKey(cell),
    errors,
    total,
    error: errors / total,
    interval: wilson(errors, total),
    losses: losses.map((loss) => finite(loss)),
  };
}

/**
 * The row of an attack: its rate over correctly classified images, and means over the successes among them.
 */
export function attackRow(record: AttackRecord, protocol: Protocol): AttackRow {
  const { cell, correct, success, restarts, audit, norms } = record;
  const { counted, each, successes } = countTrials(record, protocol);
  const trials = counted * each;
  const successful = [...success.keys()].filter((i) => success[i] === 1 && correct[i % correct.length] === 1);
  const mean = (column: ArrayLike<number>): number | null =>
    finite(successful.reduce((sum, i) => sum + (column[i] as number), 0) / successful.length);
  return {
    ...modelKey(cell),
    attack: record.attack,
    space: record.space,
    radius: record.radius,
    restarts,
    images: correct.length,
    correct: counted,
    successes,
    trials,
    rate: finite(successes / trials),
    // Restarts on one image are no trials of their own: the interval is that of so many images.
    interval: wilson(successes / each, counted),
    norms: { l0: mean(norms.l0), l1: mean(norms.l1), l2: mean(norms.l2), linf: mean(norms.linf) },
    imageL2: mean(record.imageL2),
    iteration: mean(record.iteration),
    gradients: record.gradients.reduce((sum, count) => sum + count, 0),
    forwards: record.forwards.reduce((sum, count) => sum + count, 0),
    ...(PROTOCOLS[protocol].combine === "worst-case" && { budget: [...budgetOf(record)] }),
    ...(record.parts && { parts: [...partsOf(record, record.parts)] }),
    ...transferOf(record, protocol, successes, each),
    audit: { ...audit, warnings: [...audit.warnings], normExcess: finite(audit.normExcess), boxExcess: finite(audit.boxExcess) },
  };
}

/** Successes that each part of a composed attack found on images that count. */
function partsOf({ success, correct }: AttackRecord, { names, found }: PartsOutcome): readonly PartCount[] {
  return names.map((name, part) => ({
    name,
    successes: found.filter((one, i) => one === part && success[i] === 1 && correct[i % correct.length] === 1).length,
  }));
}

/** Images that count, trials of each (one, or one a restart), and successes among them. */
function countTrials(record: AttackRecord, protocol: Protocol): { counted: number; each: number; successes: number } {
  const { combine } = PROTOCOLS[protocol];
  const each = combine === "worst-case" ? 1 : record.restarts;
  const values = imageSuccess(record, combine);
  const successes = Math.round(values.reduce((sum, value) => sum + value, 0) * each);
  return { counted: values.length, each, successes };
}

function transferOf(record: AttackRecord, protocol: Protocol, successes: number, each: number): { readonly transfer?: TransferCounts } {
  if (record.transfer === undefined) return {};
  const { sourceCorrect, targetCorrect, sourceSuccess } = record.transfer;
  const { successes: sourceSuccesses } = countTrials({ ...record, success: sourceSuccess }, protocol);
  const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);
  return {
    transfer: {
      sourceCorrect: count(sourceCorrect),
      targetCorrect: count(targetCorrect),
      sourceSuccesses,
      carried: finite(successes / sourceSuccesses),
      interval: wilson(successes / each, sourceSuccesses / each),
    },
  };
}

/** The row of a swept attack: success against the radius, over correctly classified images. */
export function sweepRow(record: SweepRecord, { norm, bounded, minimumNorm }: Attack): SweepRow {
  const beside = record.minimumNorm;
  return {
    ...modelKey(record.cell),
    attack: record.attack,
    norm: norm.name,
    space: record.space,
    ...(bounded && minimumNorm && { smallestBy: minimumNorm.id }),
    ...(beside && { minimumNorm: beside.attack }),
    ...curveOf(record),
    ...(beside && { sweepAlone: curveOf({ ...record, smallest: beside.sweepAlone }) }),
  };
}

/** Success against the radius, and the median smallest radius. */
function curveOf(record: SweepRecord): Pick<SweepRow, "points" | "medianRadius"> {
  const { steps } = sweepSteps(record);
  const fallen = record.smallest.filter((_, i) => record.correct[i] === 1);
  return {
    points: record.fractions.map((fraction) => {
      const radius = fraction * record.radius;
      // The smallest radii are stored as float32; half a step of the sweep is far more than rounding.
      const successes = fallen.filter((smallest) => smallest <= radius * 1.001).length;
      const trials = fallen.length;
      return { radius, successes, trials, rate: finite(successes / trials), interval: wilson(successes, trials) };
    }),
    medianRadius: finite(record.radius * groupedMedian(steps, record.fractions)(new Int32Array(steps.length).fill(1))),
  };
}
