/** How the learning rate falls. */
export interface Schedule {
  /** Learning rate before any decay. */
  readonly initial: number;
  /** Factor per epoch. */
  readonly decay: number;
  /** Smallest learning rate. */
  readonly floor: number;
}

/** The schedule of the original classifiers. */
export const CLASSIFIER_SCHEDULE: Schedule = { initial: 0.01, decay: 0.95, floor: 1e-7 };

/**
 * Learning rate of a batch, as in the original experiments: it decays within the epoch, one epoch ahead,
 * `min(1, max(floor, initial · decay^(epoch + 1 + batch / batches)))`. The paper says 0.95 per epoch; the
 * first step is thus at 0.0095.
 *
 * @param epoch from 0
 * @param batch from 0
 * @param batches number of batches of an epoch
 */
export function learningRate(epoch: number, batch: number, batches: number, schedule: Schedule = CLASSIFIER_SCHEDULE): number {
  return Math.min(1, Math.max(schedule.floor, schedule.initial * schedule.decay ** (epoch + 1 + batch / batches)));
}
