import * as v from "valibot";
import { attacked, count, described, interval, list, maybeFinite, row, text } from "./fields.ts";

/** Success at one radius of a sweep. */
export interface SweepPoint extends v.InferOutput<typeof sweepPoint> {}
const sweepPoint = row("SweepPoint", "Success at one radius of a sweep.", {
  radius: described(v.number(), "Radius of the ball, in units of the space."),
  successes: count,
  trials: described(count, "Images classified correctly before the attack."),
  rate: described(maybeFinite, "Success rate in [0, 1]; null where there was no trial."),
  interval,
});

const curve = {
  points: list(sweepPoint, "Ascending in the radius."),
  medianRadius: described(
    maybeFinite,
    "Median over the images of the smallest radius at which the attack succeeds, linear between the radii around it; beyond the largest where most withstand that, null where there are no images.",
  ),
};

/** Success of an attack on one model against the radius of the ball. */
export interface SweepRow extends v.InferOutput<typeof sweepSchema> {}
/** Schema of {@link SweepRow}. */
export const sweepSchema = row("SweepRow", "Success of an attack on one model against the radius of the ball.", {
  ...attacked,
  norm: described(text, "Of the ball, as people write it, such as `L∞`."),
  smallestBy: v.optional(
    described(text, "Id of the minimum-norm attack that looked for the smallest radii in its place; absent where it was repeated at each."),
  ),
  minimumNorm: v.exactOptional(
    described(
      text,
      "Id of the minimum-norm attack that was run once beside the sweep: of each image the smaller radius of the two counts.",
    ),
  ),
  ...curve,
  sweepAlone: v.exactOptional(row("SweptAlone", "What the sweep found alone, where a minimum-norm attack was run beside it.", curve)),
});
