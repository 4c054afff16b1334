import { Fault } from "@disentangle/core";
import type { Tensor2D } from "@tensorflow/tfjs";

/**
 * The predicted class of each row of logits: the position of the largest, the lowest position on ties,
 * whatever the backend does with them.
 *
 * @throws Fault `not-finite` where a logit is NaN or infinite
 */
export async function predict(logits: Tensor2D): Promise<Int32Array> {
  return predictions((await logits.data()) as Float32Array, logits.shape[1]);
}

/** {@link predict} of logits read back already. */
export function predictions(values: Float32Array, classes: number): Int32Array {
  demandFinite(values, classes);
  return Int32Array.from({ length: values.length / classes }, (_, row) => {
    let best = 0;
    for (let i = 1; i < classes; i++) if ((values[row * classes + i] as number) > (values[row * classes + best] as number)) best = i;
    return best;
  });
}

function demandFinite(values: Float32Array, classes: number): void {
  const position = values.findIndex((value) => !Number.isFinite(value));
  if (position === -1) return;
  throw new Fault(
    "not-finite",
    `The classifier returned ${values[position]} as logit ${position % classes} of row ${Math.floor(position / classes)}.`,
    {
      value: values[position],
      mend: "Train again with a smaller learning rate, or look for a division by zero or an overflow in the classifier.",
    },
  );
}
