import * as tf from "@tensorflow/tfjs";

/** What a two-dimensional convolution of `tf.layers` is made of. */
interface ConvolutionLayer {
  readonly kernel: { read(): tf.Tensor4D };
  readonly bias: { read(): tf.Tensor } | null;
  readonly strides: [number, number];
  readonly padding: "same" | "valid";
  readonly dilationRate: [number, number];
  readonly dataFormat: "channelsLast" | "channelsFirst";
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
}

type Call = (this: ConvolutionLayer, inputs: tf.Tensor | tf.Tensor[], options: object) => tf.Tensor;

/**
 * `tf.layers.conv2d` with a `dilationRate` calls a fused operation whose gradient refuses dilations; where a
 * gradient is asked for, it calls the plain convolution, which has one.
 *
 * @returns undoes it
 */
export function mendDilatedLayer(): () => void {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap["Conv2D"] as unknown as
    | readonly [{ readonly prototype: { call: Call } }]
    | undefined;
  // Where tfjs-core is used without the layers there is nothing to mend.
  if (registered === undefined) return () => undefined;
  const { prototype } = registered[0];
  const { call } = prototype;
  prototype.call = function dilated(inputs, options) {
    const asked = tf.engine().state.gradientDepth > 0;
    return asked && this.dilationRate.some((step) => step !== 1)
      ? tf.tidy(() => convolved(this, [inputs].flat()[0] as tf.Tensor4D))
      : call.call(this, inputs, options);
  };
  return () => {
    prototype.call = call;
  };
}

function convolved({ kernel, bias, strides, padding, dilationRate, dataFormat, activation }: ConvolutionLayer, x: tf.Tensor4D): tf.Tensor {
  const first = dataFormat === "channelsFirst";
  const images: tf.Tensor4D = first ? tf.transpose(x, [0, 2, 3, 1]) : x;
  const plain = tf.conv2d(images, kernel.read(), strides, padding, "NHWC", dilationRate);
  const shifted: tf.Tensor = bias === null ? plain : tf.add(plain, bias.read());
  return activation.apply(first ? tf.transpose(shifted, [0, 3, 1, 2]) : shifted);
}
