import type { AttackChoice } from "@disentangle/core";
import type { AutoAttackOptions } from "./options.ts";

/** An attack of the ensemble. */
export interface Part extends AttackChoice {
  /** As results name it, such as `apgd-ce`. */
  readonly name: string;
  /** How often it is run, each time on what is left. */
  readonly restarts: number;
}

/** Restarts of `plus`, of its untargeted parts alone, and of Auto-PGD under L1. */
const RESTARTS = 5;

/**
 * The attacks of a version in their order (Croce and Hein 2020, Section 5, and for L1 Croce and Hein 2021).
 * Under L1 Auto-PGD starts five times with cross-entropy and goes towards five classes, under the other norms
 * once and towards nine. `plus` runs in the order of the authors' implementation, the targeted parts last and
 * once.
 */
export function partsOf({ norm, version, iterations, queries }: AutoAttackOptions): readonly Part[] {
  const sparse = norm === "l1";
  const apgd = (name: string, loss: string, restarts: number, targets?: number): Part => ({
    name,
    id: `apgd-${norm}`,
    options: { iterations, loss, ...(targets !== undefined && { targets }) },
    restarts,
  });
  const cross = (restarts: number): Part => apgd("apgd-ce", "cross-entropy", restarts);
  const dlr = (restarts: number): Part => apgd("apgd-dlr", "dlr", restarts);
  const targeted = apgd("apgd-t", "targeted-dlr", 1, sparse ? 5 : 9);
  const fab = (name: string, options: object): Part => ({ name, id: "fab", options: { norm, iterations, ...options }, restarts: 1 });
  const square: Part = { name: "square", id: "square", options: { norm, queries }, restarts: 1 };
  if (version === "rand") return [cross(1), dlr(1)];
  if (version === "plus") {
    const nearest = fab("fab", { targeted: false, restarts: RESTARTS });
    return [cross(RESTARTS), dlr(RESTARTS), nearest, square, targeted, fab("fab-t", {})];
  }
  return [cross(sparse ? RESTARTS : 1), targeted, fab("fab-t", {}), square];
}

/** Steps and classes of {@link minimumNormOf}. */
const [STEPS, TARGETS] = [30, 3];

/**
 * FAB-T at the cost of a gradient attack, for the smallest radius at which an image falls: on FONTS and
 * EMNIST its median norm is within 1 % of that with nine classes and 20 steps. None for classifiers that draw
 * noise, whose boundary is not still.
 */
export function minimumNormOf({ norm, version, iterations }: AutoAttackOptions): AttackChoice | undefined {
  if (version === "rand") return undefined;
  return { id: "fab", options: { norm, iterations: Math.min(iterations, STEPS), targets: TARGETS } };
}
