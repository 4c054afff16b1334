import { Fault } from "@disentangle/core";
import type { Classifier, ImageShape } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";
import type { Layer } from "./layer.ts";
import { sequential } from "./sequential.ts";
import type { Start } from "./variables.ts";

/**
 * A classifier from a list of layers; see {@link sequential}.
 *
 * @param layers the last one gives [classes]
 * @throws Fault `contradiction` where the layers do not fit the images, the classes or each other, `bad-data` where stored weights are of others
 */
export function network(
  layers: readonly Layer[],
  { image, classes }: { readonly image: ImageShape; readonly classes: number },
  start: Start,
): Classifier {
  const module = sequential(layers, image, start);
  if (module.output.length !== 1 || module.output[0] !== classes) {
    module[Symbol.dispose]();
    throw new Fault("contradiction", `The last layer gives [${module.output.join(", ")}] for ${classes} classes.`, {
      value: module.output,
      mend: "End with linear(classes).",
    });
  }
  return {
    classes,
    logits: (images, mode) => module.forward(images, mode) as tf.Tensor2D,
    parameters: () => module.parameters(),
    state: () => module.state(),
    freeze: () => {
      const frozen = module.freeze();
      return {
        classes,
        classify: (images) => frozen.run(images) as tf.Tensor2D,
        [Symbol.dispose]: () => frozen[Symbol.dispose](),
      };
    },
    [Symbol.dispose]: () => module[Symbol.dispose](),
  };
}
