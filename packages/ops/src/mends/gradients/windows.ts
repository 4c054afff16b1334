import * as tf from "@tensorflow/tfjs";

/** Attributes of a kernel that slides a window. */
export interface WindowAttributes {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** One axis of space under its windows. */
export interface Axis {
  readonly length: number;
  readonly filter: number;
  readonly stride: number;
  /** Pixels of padding in front. */
  readonly before: number;
  readonly windows: number;
}

const each = (value: number | readonly number[], axes: number): readonly number[] =>
  typeof value === "number" ? Array.from({ length: axes }, () => value) : value;

/** The axes of space of an input of that shape, given the shape of the result. */
export function axesOf(
  shape: readonly number[],
  outer: readonly number[],
  { filterSize, strides, pad }: WindowAttributes,
): readonly Axis[] {
  const sides = shape.slice(1, -1);
  const [filters, steps] = [each(filterSize, sides.length), each(strides, sides.length)];
  return sides.map((length, i) => {
    const [filter, stride, windows] = [filters[i] as number, steps[i] as number, outer[i + 1] as number];
    const same = Math.floor(Math.max(0, (windows - 1) * stride + filter - length) / 2);
    const pair = typeof pad === "object" ? (pad[i + 1] as [number, number]) : undefined;
    const before = pad === "same" ? same : pad === "valid" ? 0 : typeof pad === "number" ? pad : (pair as [number, number])[0];
    return { length, filter, stride, before, windows };
  });
}

/** Pixels of the image under each window. */
export const covered = ({ length, filter, stride, before, windows }: Axis): number[] =>
  Array.from({ length: windows }, (_, i) => Math.min(length, i * stride - before + filter) - Math.max(0, i * stride - before));

/** From the windows' own extent, which begins with the padding, back to the image. */
export function cut(gradient: tf.Tensor, shape: readonly number[], axes: readonly Axis[]): tf.Tensor {
  const reach = axes.map((axis, i) => Math.min(axis.length, (gradient.shape[i + 1] as number) - axis.before));
  const [batch, channels] = [shape[0] as number, shape.at(-1) as number];
  const inner = tf.slice(gradient, [0, ...axes.map(({ before }) => before), 0], [batch, ...reach, channels]);
  if (reach.every((length, i) => length === axes[i]?.length)) return inner;
  return tf.pad(inner, [[0, 0], ...axes.map((axis, i): [number, number] => [0, axis.length - (reach[i] as number)]), [0, 0]]);
}
