import * as v from "valibot";
import { count, described, list, model, row, spaceName, text } from "./fields.ts";

const PIXELS = "float32 values, little-endian and row-major [height, width, channels], as base64.";

/** An adversarial example of one image. */
export interface AdversarialExample extends v.InferOutput<typeof adversarialExample> {}
const adversarialExample = row("AdversarialExample", "An adversarial example of one image.", {
  attack: described(text, "Name of the attack in the run."),
  space: spaceName,
  predicted: described(count, "Class predicted for the adversarial image."),
  pixels: described(text, `The adversarial image: ${PIXELS}`),
  keepsLabel: v.exactOptional(
    described(
      v.nullable(v.boolean()),
      "Whether an example on a manifold keeps its label, by Definition 1 on an exact one, by which class reconstructs it best on a learned one; null where that cannot be told.",
    ),
  ),
});

/** One test image and the adversarial examples found for it. */
export interface ExampleRow extends v.InferOutput<typeof exampleSchema> {}
/** Schema of {@link ExampleRow}. */
export const exampleSchema = row("ExampleRow", "One test image and the adversarial examples found for it.", {
  ...model,
  sample: described(count, "Position in the test split."),
  label: described(count, "True class."),
  predicted: described(count, "Class predicted for the image itself."),
  pixels: described(text, `The image: ${PIXELS}`),
  adversarial: list(adversarialExample, "At most one of each attack and space."),
});
