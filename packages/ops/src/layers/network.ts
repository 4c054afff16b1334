import { Fault } from "@disentangle/core";
import type { Classifier, ImageShape, Initial } from "@disentangle/core";
import type * as tf from "@tensorflow/tfjs";
import type { Layer } from "./layer.ts";
import { buildModule } from "./module.ts";

/**
 * A classifier from a list of layers: a {@link buildModule module} from images to logits.
 *
 * @param layers the last one gives [classes]
 * @throws Fault `contradiction` where the layers do not fit the images, the classes or each other, `bad-data`
 * where stored weights do not fit the layers
 */
export function network(
  layers: readonly Layer[],
  { image, classes }: { readonly image: ImageShape; readonly classes: number },
  initial: Initial,
): Classifier {
  const module = buildModule(layers, { input: image }, initial);
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
      return { classes, classify: (images) => frozen.forward(images) as tf.Tensor2D, [Symbol.dispose]: () => frozen[Symbol.dispose]() };
    },
    [Symbol.dispose]: () => module[Symbol.dispose](),
  };
}
