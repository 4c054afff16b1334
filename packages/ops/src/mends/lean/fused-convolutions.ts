import * as tf from "@tensorflow/tfjs";
import { hasFused } from "../../fused.ts";
import { reluGradient } from "../../relu.ts";

/** What the fused convolutions of TensorFlow.js take, as far as it matters here. */
interface Options {
  readonly x: tf.Tensor | tf.TensorLike;
  readonly filter: tf.Tensor | tf.TensorLike;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly bias?: tf.Tensor | tf.TensorLike | null;
  readonly activation?: string | null;
}

type Convolution = (options: Options) => tf.Tensor;

const KERNELS = {
  conv2d: {
    forward: "FusedConv2D",
    input: "Conv2DBackpropInput",
    filter: "Conv2DBackpropFilter",
  },
  depthwiseConv2d: {
    forward: "FusedDepthwiseConv2D",
    input: "DepthwiseConv2dNativeBackpropInput",
    filter: "DepthwiseConv2dNativeBackpropFilter",
  },
} as const;

function run(kernel: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
}

/** A fused kernel has a gradient of its own, each part computed where it is asked for. */
function gradientOf({ forward, input, filter: filterKernel }: (typeof KERNELS)[keyof typeof KERNELS]): tf.GradConfig {
  return {
    kernelName: forward,
    inputsToSave: ["x", "filter"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor];
      const { activation } = attrs as { activation?: string };
      const above = (): tf.Tensor => (activation === "relu" ? reluGradient(dy as tf.Tensor, y) : (dy as tf.Tensor));
      return {
        x: () => run(input, { dy: above(), filter }, { ...attrs, inputShape: x.shape }),
        filter: () => run(filterKernel, { x, dy: above() }, { ...attrs, filterShape: filter.shape }),
        bias: () => tf.sum(above(), [0, 1, 2]),
      };
    },
  };
}

/** Whether the kernel's own gradient covers what is asked for; all else goes the way of TensorFlow.js. */
function covers({ x, filter, bias, activation, dataFormat = "NHWC", dilations = 1 }: Options): boolean {
  const isFloat = (value: unknown, rank: number): boolean => value instanceof tf.Tensor && value.dtype === "float32" && value.rank === rank;
  return (
    tf.engine().state.gradientDepth > 0 &&
    [undefined, null, "linear", "relu"].includes(activation) &&
    dataFormat === "NHWC" &&
    [dilations].flat().every((step) => step === 1) &&
    isFloat(x, 4) &&
    isFloat(filter, 4) &&
    (bias === undefined || bias === null || isFloat(bias, 1))
  );
}

/**
 * TensorFlow.js computes the gradient of a fused convolution in its filter and bias whenever it computes that
 * in its input, and takes activations apart from it. `tf.layers` calls these; graph models bring copies of
 * their own, which stay as they are.
 *
 * @returns undoes it
 */
export function fuseGradients(): () => void {
  const fused = tf.fused as unknown as Record<keyof typeof KERNELS, Convolution>;
  const undo = (Object.keys(KERNELS) as (keyof typeof KERNELS)[]).map((name) => {
    const { forward } = KERNELS[name];
    const upstream = fused[name];
    const lean: Convolution = (options) => {
      if (!covers(options) || !hasFused(forward)) return upstream(options);
      const { x, filter, bias, strides, pad, dimRoundingMode, activation } = options;
      const channels = (filter as tf.Tensor).shape;
      const inputs = { x, filter, ...(bias ? { bias } : {}) } as tf.NamedTensorMap;
      const wanted = name === "conv2d" ? channels[3] : (channels[2] as number) * (channels[3] as number);
      if (bias && (bias as tf.Tensor).size !== wanted) return upstream(options);
      const geometry = { strides, pad, dataFormat: "NHWC", dilations: [1, 1], dimRoundingMode };
      return run(forward, inputs, { ...geometry, activation: activation ?? "linear" });
    };
    // Where TensorFlow.js comes as ES modules, its functions cannot be replaced, and stay as they are: their
    // namespace refuses every change, whatever it says of its properties.
    if (!Reflect.set(fused, name, lean)) return () => undefined;
    tf.registerGradient(gradientOf(KERNELS[name]));
    return () => {
      fused[name] = upstream;
      tf.unregisterGradient(forward);
    };
  });
  return () => {
    for (const act of undo) act();
  };
}
