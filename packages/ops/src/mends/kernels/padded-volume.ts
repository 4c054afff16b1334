import { type TensorInfo, util } from "@tensorflow/tfjs";
import type { Call, Mend } from "./mend.ts";

type Three = [number, number, number];

interface Attributes {
  readonly pad: "same" | "valid" | number;
  readonly strides: number | Three;
  readonly filterSize?: number | Three;
  readonly filterShape?: readonly number[];
  readonly inputShape?: readonly number[];
}

const three = (value: number | readonly number[]): Three =>
  typeof value === "number" ? [value, value, value] : (value.slice(0, 3) as Three);

/** Paddings before and after along the three axes, and how many windows there are, as TensorFlow has it. */
function spread(sides: Three, filter: Three, strides: Three, pad: "same" | number) {
  const windows = sides.map((length, i) => {
    if (pad === "same") return Math.ceil(length / (strides[i] as number));
    return Math.floor((length + 2 * pad - (filter[i] as number)) / (strides[i] as number)) + 1;
  });
  const paddings = sides.map((length, i): [number, number] => {
    const reach = ((windows[i] as number) - 1) * (strides[i] as number) + (filter[i] as number);
    const before = pad === "same" ? Math.floor(Math.max(0, reach - length) / 2) : pad;
    return [before, reach - length - before];
  });
  return { windows, paddings };
}

/**
 * Convolutions and pools over three axes whose stride is longer than their filter, padded `same`:
 * TensorFlow.js makes the padding negative, and so shifts the windows. With one number of padding and a
 * filter that is no cube it takes the depth's for all. Here the input is padded (or cut, where the last
 * windows do not reach its end) and the plain kernel sees no padding at all.
 */
export const paddedVolume =
  (name: string): Mend =>
  (call) => {
    const { inputs, attrs, plain, kernel, dispose } = call;
    const { pad, strides: steps, filterSize, filterShape, inputShape } = attrs as unknown as Attributes;
    if (pad === "valid" || pad === 0) return undefined;
    const strides = three(steps);
    const filter = three(filterSize ?? filterShape ?? (inputs["filter"] as TensorInfo).shape);
    const alike = (values: Three): boolean => values.every((value) => value === values[0]);
    const usual = pad === "same" ? strides.every((step, i) => step <= (filter[i] as number)) : alike(filter) && alike(strides);
    if (usual) return undefined;
    const x = inputs["x"] as TensorInfo;
    const shape = (inputShape ?? x.shape) as number[];
    const { paddings } = spread(three(shape.slice(1, 4)), filter, strides, pad);
    const valid = { ...attrs, pad: "valid" } as unknown as Call["attrs"];
    const positive = paddings.map(([before, after]): [number, number] => [before, Math.max(0, after)]);
    const extent = [0, 1, 2].map(
      (i) => (shape[i + 1] as number) + (paddings[i] as [number, number])[0] + (paddings[i] as [number, number])[1],
    );
    const full = [shape[0] as number, ...extent, shape[4] as number];
    const around = (source: TensorInfo, value: number): TensorInfo => {
      const padded = kernel(
        "PadV2",
        { x: source },
        {
          paddings: [[0, 0], ...positive, [0, 0]],
          constantValue: value,
        },
      );
      const cut = kernel("Slice", { x: padded }, { begin: [0, 0, 0, 0, 0], size: full });
      dispose(padded);
      return cut;
    };
    if (name === "Conv3DBackpropInputV2") {
      const whole = plain(inputs, { ...valid, inputShape: full });
      const kept = [0, 1, 2].map((i) => Math.min(shape[i + 1] as number, (extent[i] as number) - (positive[i] as [number, number])[0]));
      const begin = [0, ...positive.map(([before]) => before), 0];
      const inner = kernel("Slice", { x: whole }, { begin, size: [shape[0] as number, ...kept, shape[4] as number] });
      const rest = kept.map((length, i) => [0, (shape[i + 1] as number) - length]);
      const result = kernel("PadV2", { x: inner }, { paddings: [[0, 0], ...rest, [0, 0]], constantValue: 0 });
      for (const info of [whole, inner]) dispose(info);
      return result;
    }
    const padded = around(x, name === "MaxPool3D" ? -Infinity : 0);
    const result = plain({ ...inputs, x: padded }, valid);
    dispose(padded);
    if (name === "AvgPool3D") divideByCovered(call, result, three(shape.slice(1, 4)), filter, strides, positive);
    return result;
  };

/** The plain kernel divided by the whole window; the average is over the part of it that covers the input. */
function divideByCovered(
  { backend }: Call,
  { dataId, shape }: TensorInfo,
  sides: Three,
  filter: Three,
  strides: Three,
  paddings: readonly [number, number][],
): void {
  const values = backend.data.get(dataId).values;
  const covered = (axis: 0 | 1 | 2, i: number): number => {
    const first = i * strides[axis] - (paddings[axis] as [number, number])[0];
    return filter[axis] / (Math.min(sides[axis], first + filter[axis]) - Math.max(0, first));
  };
  const [channels, lengths] = [shape[4] as number, util.computeStrides(shape)];
  for (let at = 0; at < values.length; at += channels) {
    let rest = at % (lengths[0] as number);
    let factor = 1;
    for (const axis of [0, 1, 2] as const) {
      factor *= covered(axis, Math.floor(rest / (lengths[axis + 1] as number)));
      rest %= lengths[axis + 1] as number;
    }
    for (let c = 0; c < channels; c++) values[at + c] = (values[at + c] as number) * factor;
  }
}
