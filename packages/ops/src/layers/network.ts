import { Fault } from "@disentangle/core";
import type { Classifier, Frozen, ImageShape, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { runSteps } from "./frozen-step.ts";
import type { FrozenStep } from "./frozen-step.ts";
import { sequence, settle } from "./layer.ts";
import type { Layer, PlacedLayer } from "./layer.ts";
import { Variables } from "./variables.ts";

/**
 * A classifier from a list of layers. Variables are named by kind and position (`conv1/kernel`, `norm1/mean`, `linear2/bias`), start
 * from the given stream, one fork per name, and keep these names in `state()`.
 *
 * In `train` mode a bias that feeds a batch norm cancels and is left out of the computation: `tf.variableGrads` has no entry for it, and
 * its gradient is zero. `freeze()` copies no large weights: it folds batch norm and shares the rest, which assignments to a variable
 * replace rather than change.
 *
 * @param layers the last one gives [classes]
 * @throws Fault `contradiction` where the layers do not fit the images, the classes or each other
 */
export function network(
  layers: readonly Layer[],
  { image, classes }: { readonly image: ImageShape; readonly classes: number },
  random: Random,
): Classifier {
  const variables = new Variables(random);
  const placed = placeOrDispose(layers, image, classes, variables);
  return {
    classes,
    logits: (images, mode) => tf.tidy(() => settle(placed.forward({ value: images }, mode)) as tf.Tensor2D),
    parameters: () => variables.parameters,
    state: () => variables.all,
    freeze: () => freeze(placed, classes),
    [Symbol.dispose]: () => variables[Symbol.dispose](),
  };
}

function placeOrDispose(layers: readonly Layer[], image: ImageShape, classes: number, variables: Variables): PlacedLayer {
  try {
    const placed = sequence(layers)({ input: image, scope: "", variables });
    if (placed.output.length === 1 && placed.output[0] === classes) return placed;
    throw new Fault("contradiction", `The last layer gives [${placed.output.join(", ")}] for ${classes} classes.`, {
      value: placed.output,
      mend: "End with linear(classes).",
    });
  } catch (error) {
    variables[Symbol.dispose]();
    throw error;
  }
}

function freeze(placed: PlacedLayer, classes: number): Frozen {
  let steps: readonly FrozenStep[] = [];
  tf.tidy(() => {
    steps = placed.freeze([]);
    for (const { tensors } of steps) tensors.forEach((tensor) => tf.keep(tensor));
  });
  return {
    classes,
    classify: (images) => tf.tidy(() => runSteps(steps, images) as tf.Tensor2D),
    [Symbol.dispose]: () => tf.dispose(steps.flatMap((step) => [...step.tensors])),
  };
}
