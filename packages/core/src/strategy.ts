import type { SpaceName } from "./space.ts";

/** One part of every training batch, made adversarial (or random) in one space, or left clean. */
export interface Group {
  /** Share of the batch, in (0, 1]; the shares of a step sum to 1. */
  readonly fraction: number;
  /** Weight of this group's mean loss in the loss of the step. */
  readonly weight: number;
  readonly space: "clean" | SpaceName;
  /** Which attack makes the examples: its id and options; none for clean groups. */
  readonly attack?: { readonly id: string; readonly options?: Readonly<Record<string, unknown>> };
  /** Radius of the ball, in units of the space. */
  readonly radius?: number;
  /**
   * Whether its rows come from a permutation of its own, so that they are others than those that the rest of
   * the batch leaves: the released training on learned manifolds. False unless given.
   */
  readonly apart?: boolean;
}

/**
 * How a classifier is trained, as data: Eqs. (2), (4) and (5) of the paper and its augmentation baselines are
 * one loop over groups. The groups of one step go forward together (one set of batch statistics); more than
 * one step makes several updates per batch, each on an equal stretch of it.
 */
export interface Strategy {
  readonly id: string;
  readonly steps: readonly (readonly Group[])[];
}

/**
 * The spaces in which a strategy trains on adversarial examples; random ones, made by an attack that only
 * draws its start, are not.
 */
export function trainedOn({ steps }: Strategy): readonly SpaceName[] {
  const attacked = steps.flat().filter(({ weight, attack }) => weight > 0 && attack !== undefined && attack.id !== "random");
  return [...new Set(attacked.flatMap(({ space }) => (space === "clean" ? [] : [space])))];
}
