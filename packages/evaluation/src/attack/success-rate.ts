import { Fault, type AttackRecord, type ModelRecord, type Random } from "@disentangle/core";
import { range } from "../batches.ts";
import { type ImageValues, meanOf } from "../statistics/image-values.ts";
import type { Measure } from "../statistics/rate-bootstrap.ts";
import { rateInterval, type RateInterval } from "../statistics/rate-interval.ts";
import { resampleProportion } from "../statistics/resample-proportion.ts";
import { checkCombine } from "./check-evaluation.ts";
import type { Combine } from "./attack-evaluation.ts";

/**
 * Success per image: whether any restart succeeded (`worst-case`), or the share of restarts that did
 * (`average`). Images count that are classified correctly without attack.
 *
 * @throws Fault `bad-option` for another way to combine, `contradiction` for the average of a record whose
 * solved samples left later restarts
 */
export function successByImage(record: AttackRecord, combine: Combine): ImageValues {
  checkCombine(combine);
  const { samples, correct, success, restarts } = record;
  const count = correct.length;
  const values = new Float64Array(count);
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
    values[row] = combine === "worst-case" ? Math.min(1, succeeded) : succeeded / restarts;
  }
  return { images: samples, values, counted: correct };
}

/** {@link successByImage} of the images that count alone, in the order of the record. */
export function imageSuccess(record: AttackRecord, combine: Combine): Float64Array {
  const { values, counted } = successByImage(record, combine);
  return Float64Array.from(values).filter((_, row) => counted?.[row] === 1);
}

/**
 * Test error of a model: image by image, or from the counts alone where the record does not tell which images
 * were misclassified.
 */
export function errorByImage({ errors, total, wrong }: Pick<ModelRecord, "errors" | "total" | "wrong">): Measure {
  return wrong === undefined ? resampleProportion(errors, total) : { images: range(wrong.length), values: wrong };
}

/**
 * Share of correctly classified images on which the attack succeeds (section 7.2 of the original experiments,
 * which average over restarts). NaN where no image is classified correctly.
 */
export function successRate(record: AttackRecord, combine: Combine): number {
  return meanOf(successByImage(record, combine)).mean;
}

/**
 * Mean over models of the success of an attack, with its interval. It draws from a stream that is named after
 * what was measured, whatever the order of the records, so that the judging stream of a run gives a claim and
 * the figures the same interval.
 *
 * @param records of one attack in one space, on models of one architecture, strategy and size; not empty
 */
export function meanSuccess(records: readonly AttackRecord[], combine: Combine, random: Random): RateInterval {
  const ordered = records.toSorted((a, b) => a.cell.model - b.cell.model);
  const { cell, attack, space } = ordered[0] as AttackRecord;
  const { architecture, strategy, size } = cell;
  const models = ordered.map((record) => successByImage(record, combine));
  return rateInterval(models, random.fork("mean", architecture, strategy, size, "success", attack, space));
}
