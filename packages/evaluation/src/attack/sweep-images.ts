import type { AttackRecord } from "@disentangle/core";
import { imageEvaluation } from "./attack-images.ts";
import { evaluateAttack } from "./evaluate-attack.ts";
import type { ImageAttack } from "./image-attack.ts";
import { checkFractions, sweepRadii } from "./sweep-radii.ts";

/** What {@link sweepImages} runs: {@link attackImages} at the largest radius, then at smaller ones. */
export interface ImageSweep extends ImageAttack {
  /** Shares of the radius that are tried, in (0, 1]; any order. */
  readonly fractions: readonly number[];
}

/** What {@link sweepImages} found. */
export interface ImageSweepResult {
  /** At the largest radius. */
  readonly record: AttackRecord;
  /**
   * Smallest radius tried at which each image falls: 0 where it is misclassified unattacked, Infinity where
   * none suffices. [n]
   */
  readonly smallest: Float32Array;
}

/**
 * {@link sweepRadii} for images at hand: how far each must be moved, from which success at any radius
 * follows.
 *
 * @throws what {@link attackImages} and {@link sweepRadii} throw
 */
export async function sweepImages({ fractions, ...options }: ImageSweep): Promise<ImageSweepResult> {
  // Before the attack at the full radius, which takes the time.
  checkFractions(fractions);
  const evaluation = await imageEvaluation(options);
  const { record } = await evaluateAttack(evaluation);
  return { record, smallest: await sweepRadii({ evaluation, record, fractions }) };
}
