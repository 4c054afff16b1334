import * as v from "valibot";
import { count, described, interval, maybeFinite, row, spaceName, text } from "./fields.ts";

/** Mean of a quantity over the models of one strategy and size. */
export interface MeanRow extends v.InferOutput<typeof meanSchema> {}
/** Schema of {@link MeanRow}. */
export const meanSchema = row("MeanRow", "Mean of a quantity over the models of one strategy and size.", {
  architecture: described(text, "Name of the architecture."),
  strategy: described(text, "Id of the training strategy."),
  size: described(count, "Number of training images N."),
  quantity: described(
    v.picklist(["error", "success", "radius"]),
    "Test error, or success rate of the attack in the space, in [0, 1]; or the median smallest radius of the sweep.",
  ),
  attack: described(v.nullable(text), "The attack; null for the test error."),
  space: described(v.nullable(spaceName), "The space searched; null for the test error."),
  models: described(count, "Models averaged over."),
  mean: maybeFinite,
  interval: described(
    v.nullable(interval),
    "95 % interval over models and images; null where fewer than three models were averaged, which do not tell how models differ.",
  ),
});
