import { Fault, type AttackRecord } from "@disentangle/core";
import type { Combine } from "./evaluate-attack.ts";

/**
 * Success per correctly classified image: whether any restart succeeded (`worst-case`), or the share of restarts that did (`average`).
 * One number in [0, 1] for each image that is classified correctly without attack, in the order of the record.
 *
 * @throws Fault `contradiction` for the average of a record whose solved samples left later restarts
 */
export function imageSuccess(record: AttackRecord, combine: Combine): Float64Array {
  const { correct, success, restarts } = record;
  const count = correct.length;
  const values: number[] = [];
  for (let row = 0; row < count; row++) {
    if (correct[row] === 0) continue;
    let succeeded = 0;
    for (let restart = 0; restart < restarts; restart++) {
      const outcome = success[restart * count + row] as number;
      if (outcome === 1) succeeded++;
      else if (outcome === 2 && combine === "average") {
        throw new Fault(
          "contradiction",
          "An average over restarts needs every restart on every image, and here solved images were not attacked again.",
          {
            value: record.attack,
            mend: 'Evaluate the attack with combine: "average".',
          },
        );
      }
    }
    values.push(combine === "worst-case" ? Math.min(1, succeeded) : succeeded / restarts);
  }
  return Float64Array.from(values);
}

/**
 * Share of correctly classified images on which the attack succeeds (section 7.2 of the original experiments, which average over restarts). NaN where no
 * image is classified correctly.
 */
export function successRate(record: AttackRecord, combine: Combine): number {
  const values = imageSuccess(record, combine);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
