import * as tf from "@tensorflow/tfjs";
import { axesOf, covered, cut, type Axis, type WindowAttributes } from "./windows.ts";

/**
 * Average pooling divides by the pixels under the window; TensorFlow.js's gradient divides by its size,
 * padding included.
 */
function average(kernelName: string): tf.GradConfig {
  const upstream = tf.getGradient(kernelName);
  return {
    kernelName,
    inputsToSave: ["x"],
    gradFunc: (above, saved, attrs) => {
      const [x] = saved as [tf.Tensor];
      const dy = above as tf.Tensor;
      const attributes = attrs as unknown as WindowAttributes;
      const axes = axesOf(x.shape, dy.shape, attributes);
      const counts = axes.map(covered);
      const full = counts.every((line, i) => line.every((count) => count === axes[i]?.filter));
      // Over three axes, TensorFlow.js shifts the windows where strides are longer than the filter.
      const shifted = attributes.pad === "same" && axes.length === 3 && axes.some(({ stride, filter }) => stride > filter);
      if (full && !shifted) return upstream.gradFunc(dy, saved, attrs);
      return {
        x: () => {
          const share = counts.map((line, i) => {
            const shape = [1, ...axes.map((_, k) => (k === i ? line.length : 1)), 1];
            return tf.tensor(
              line.map((count) => (axes[i] as Axis).filter / count),
              shape,
            );
          });
          const scaled = share.reduce<tf.Tensor>((product, factor) => tf.mul(product, factor), dy);
          const extent = axes.map(({ windows, stride, filter }) => (windows - 1) * stride + filter);
          // Only the shape of this input counts.
          const input = tf.zeros([x.shape[0], ...extent, x.shape.at(-1) as number]);
          const [filterSize, strides] = [axes.map(({ filter }) => filter), axes.map(({ stride }) => stride)];
          const whole = tf.engine().runKernel(`${kernelName}Grad`, { dy: scaled, input }, { filterSize, strides, pad: "valid" });
          return cut(whole as tf.Tensor, x.shape, axes);
        },
      };
    },
  };
}

/** Pooling: averages over padded windows, and maxima that come with their places. */
export const poolGradients = (): readonly tf.GradConfig[] => [
  average("AvgPool"),
  average("AvgPool3D"),
  {
    kernelName: "MaxPoolWithArgmax",
    inputsToSave: ["x"],
    outputsToSave: [true, false],
    gradFunc: (dys, saved, attrs) => {
      const [input, output] = saved as [tf.Tensor, tf.Tensor];
      const { filterSize, strides, pad } = attrs as unknown as WindowAttributes;
      const inputs = { dy: (dys as tf.Tensor[])[0] as tf.Tensor, input, output };
      return { x: () => tf.engine().runKernel("MaxPoolGrad", inputs, { filterSize, strides, pad }) };
    },
  },
];
