import { Fault } from "@disentangle/core";
import { checkBatch } from "../check-batch.ts";
import type { AttackEvaluation, Combine } from "./attack-evaluation.ts";

/**
 * Refuses an evaluation that cannot be meant, before anything runs.
 *
 * @throws Fault `bad-option` for a batch, a number of restarts, a combination or a radius that cannot be,
 * `contradiction` where a criterion that is
 *   to be reached has no targets, or targets are given to one that is to be left
 */
export function checkEvaluation({ batch, restarts, combine, radius, samples, criterion, targets }: AttackEvaluation): void {
  if (batch !== undefined) checkBatch(batch);
  if (!Number.isInteger(restarts) || restarts < 1) {
    throw new Fault("bad-option", `The number of restarts is ${restarts}.`, { value: restarts, mend: "Give a whole number from 1 on." });
  }
  checkCombine(combine);
  checkRadius(radius, samples.length);
  if (criterion.aim === "reach" && targets === undefined) {
    throw new Fault("contradiction", `Criterion ${criterion.id} is to be reached, and there are no targets.`, {
      value: criterion.id,
      mend: "Give `targets`; with attackImages, `goal: { target: labels }` sets criterion, targets and objective together.",
    });
  }
  if (criterion.aim === "leave" && targets !== undefined) {
    throw new Fault("contradiction", `There are targets, and criterion ${criterion.id} is met by leaving them.`, {
      value: criterion.id,
      mend: "Give the criterion `targeted`, or leave out `targets`; with attackImages, say `goal: { target: labels }`.",
    });
  }
}

/**
 * Refuses a way to combine restarts that there is not.
 *
 * @throws Fault `bad-option`
 */
export function checkCombine(combine: Combine): void {
  if (combine === "worst-case" || combine === "average") return;
  throw new Fault("bad-option", `Restarts cannot be combined by "${String(combine)}".`, {
    value: combine,
    mend: 'Say "worst-case" (any restart succeeds) or "average" (the share that does).',
  });
}

function checkRadius(radius: number | Float32Array, count: number): void {
  if (typeof radius !== "number" && radius.length !== count) {
    throw new Fault("contradiction", `${count} images came with ${radius.length} radii.`, {
      value: radius.length,
      mend: "Give one per image.",
    });
  }
  const odd = Array.from(typeof radius === "number" ? [radius] : radius).find((value) => !Number.isFinite(value) || value < 0);
  if (odd !== undefined) {
    throw new Fault("bad-option", `The radius is ${odd}.`, { value: odd, mend: "Give a number of at least 0, in units of pixel values." });
  }
}
