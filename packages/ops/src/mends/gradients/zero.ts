import * as tf from "@tensorflow/tfjs";

/** A step: its gradient is zero wherever it has one. */
const zero = (kernelName: string, inputs: readonly string[]): tf.GradConfig => ({
  kernelName,
  inputsToSave: [...inputs],
  gradFunc: (_, saved) =>
    Object.fromEntries<() => tf.Tensor>(inputs.map((name, i) => [name, () => tf.zeros((saved[i] as tf.Tensor).shape)])),
});

/**
 * A comparison, a logical operation, a division with rounding: TensorFlow.js has no gradient for them, or
 * that of the division alone.
 */
export const zeroGradients: readonly tf.GradConfig[] = [
  ...["Equal", "NotEqual", "Less", "LessEqual", "Greater", "LogicalAnd", "LogicalOr", "FloorDiv"].map((name) => zero(name, ["a", "b"])),
  ...["LogicalNot", "All", "Any"].map((name) => zero(name, ["x"])),
  {
    kernelName: "Cast",
    inputsToSave: ["x"],
    // Rounding to whole numbers or to truth values is a step; TensorFlow.js passes the gradient through
    // unchanged.
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved as [tf.Tensor];
      const whole = ["int32", "bool"].includes((attrs as unknown as { dtype: string }).dtype) && x.dtype === "float32";
      return { x: () => (whole ? tf.zeros(x.shape) : tf.cast(dy as tf.Tensor, "float32")) };
    },
  },
];
