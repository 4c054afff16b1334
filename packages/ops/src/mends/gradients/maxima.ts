import * as tf from "@tensorflow/tfjs";
import { axesOf, cut, type WindowAttributes } from "./windows.ts";

/** Below every number of float32 that a network computes. */
const LOWEST = -3.4e38;

/** Every place in a filter. */
function* tapsOf(sides: readonly number[]): Generator<readonly number[]> {
  const total = sides.reduce((product, length) => product * length, 1);
  for (let n = 0; n < total; n++) {
    let rest = n;
    const tap = sides.map(() => 0);
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      tap[axis] = rest % (sides[axis] as number);
      rest = Math.floor(rest / (sides[axis] as number));
    }
    yield tap;
  }
}

/** Where in the padded input each window begins. */
function firstPixels(outer: readonly number[], steps: readonly number[], strides: readonly number[]): Int32Array {
  let places = Int32Array.of(0);
  for (const [axis, length] of outer.entries()) {
    const step = (steps[axis] as number) * (strides[axis] as number);
    const next = new Int32Array(places.length * length);
    places.forEach((place, i) => {
      for (let n = 0; n < length; n++) next[i * length + n] = place + n * step;
    });
    places = next;
  }
  return places;
}

/** The gradient of each window goes to the first pixel that equals its maximum. */
function toMaxima(x: tf.Tensor, y: tf.Tensor, dy: tf.Tensor, attributes: WindowAttributes): tf.Tensor {
  const axes = axesOf(x.shape, dy.shape, attributes);
  const extent = axes.map(({ windows, stride, filter }) => (windows - 1) * stride + filter);
  const [batch, channels] = [x.shape[0], x.shape.at(-1) as number];
  const kept = axes.map((axis, i) => Math.min(axis.length, (extent[i] as number) - axis.before));
  const paddings = axes.map((axis, i): [number, number] => [axis.before, (extent[i] as number) - axis.before - (kept[i] as number)]);
  const inner = tf.slice(
    x,
    x.shape.map(() => 0),
    [batch, ...kept, channels],
  );
  const padded = tf.pad(inner, [[0, 0], ...paddings, [0, 0]], LOWEST);
  const strides = [...tf.util.computeStrides(padded.shape), 1];
  const steps = [1, ...axes.map(({ stride }) => stride), 1];
  let places: tf.Tensor = tf.tensor(firstPixels(dy.shape, steps, strides), dy.shape, "int32");
  let open: tf.Tensor = tf.onesLike(dy);
  for (const tap of tapsOf(axes.map(({ filter }) => filter))) {
    const begin = [0, ...tap, 0];
    const end = begin.map((first, i) => first + ((dy.shape[i] as number) - 1) * (steps[i] as number) + 1);
    const hit = tf.mul(open, tf.cast(tf.equal(tf.stridedSlice(padded, begin, end, steps), y), "float32"));
    const offset = begin.reduce((sum, first, i) => sum + first * (strides[i] as number), 0);
    places = tf.add(places, tf.mul(tf.cast(hit, "int32"), tf.scalar(offset, "int32")));
    open = tf.sub(open, hit);
  }
  const sums = tf.scatterND(tf.reshape(places, [places.size, 1]), tf.reshape(dy, [dy.size]), [padded.size]);
  return cut(tf.reshape(sums, padded.shape), x.shape, axes);
}

/** Maxima over windows in three axes: TensorFlow.js's kernel loses some gradients. */
export const maximumGradients: readonly tf.GradConfig[] = [
  {
    kernelName: "MaxPool3D",
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, y] = saved as [tf.Tensor, tf.Tensor];
      return { x: () => toMaxima(x, y, dy as tf.Tensor, attrs as unknown as WindowAttributes) };
    },
  },
];
