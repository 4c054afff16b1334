import * as v from "valibot";
import { count, described, interval, list, maybeFinite, model, row, share } from "./fields.ts";

/** A trained model. */
export interface ModelRow extends v.InferOutput<typeof modelSchema> {}
/** Schema of {@link ModelRow}. */
export const modelSchema = row("ModelRow", "A trained model.", {
  ...model,
  errors: described(count, "Misclassified test images."),
  total: described(count, "Test images."),
  error: described(share, "Test error in [0, 1]."),
  interval,
  losses: list(maybeFinite, "Mean training loss of each epoch."),
});
