import * as v from "valibot";
import { attacked, count, described, list, maybeFinite, row, text } from "./fields.ts";

const BYTES = "values from 0 to 255, a byte each, row-major [height, width, channels], as base64.";

/** The image that an attack with one radius ends with. */
export interface LadderRung extends v.InferOutput<typeof ladderRung> {}
const ladderRung = row("LadderRung", "The image that an attack with one radius ends with.", {
  radius: described(v.number(), "Radius of the ball, in units of the space."),
  predicted: described(count, "Class predicted for it."),
  pixels: described(text, `The image: ${BYTES}`),
});

/** One test image, attacked with one radius after another. */
export interface LadderRow extends v.InferOutput<typeof ladderSchema> {}
/** Schema of {@link LadderRow}. */
export const ladderSchema = row("LadderRow", "One test image, attacked with one radius after another, each time afresh.", {
  ...attacked,
  sample: described(count, "Position in the test split."),
  label: described(count, "True class."),
  by: v.optional(described(text, "Id of the minimum-norm attack that stands for the attack here; absent where none does.")),
  rungs: list(ladderRung, "Ascending in the radius."),
});

/** A point of the path of an attack. */
export interface PathStep extends v.InferOutput<typeof pathStep> {}
const pathStep = row("PathStep", "A point of the path of an attack.", {
  evaluation: described(count, "How many images the attack had asked the classifier about before; 0 at the start."),
  loss: described(maybeFinite, "What the attack minimises; the cross-entropy of the true class negated where the attack is untargeted."),
  predicted: described(count, "Class predicted for the image."),
  pixels: described(text, `The image: ${BYTES}`),
});

/** The way an attack takes on one test image. */
export interface PathRow extends v.InferOutput<typeof pathSchema> {}
/** Schema of {@link PathRow}. */
export const pathSchema = row("PathRow", "The way an attack takes on one test image, in its first restart.", {
  ...attacked,
  radius: described(v.number(), "Radius of the ball, in units of the space."),
  sample: described(count, "Position in the test split."),
  label: described(count, "True class."),
  steps: list(pathStep, "In order; of long searches some are left out."),
});
