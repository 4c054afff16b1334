import type { TensorInfo } from "@tensorflow/tfjs";
import type { Call } from "./mend.ts";

interface Attributes {
  readonly pad: unknown;
  readonly filterSize?: number | readonly [number, number];
  readonly filterShape?: readonly number[];
  readonly strides: number | readonly [number, number];
  readonly dilations?: number | readonly [number, number];
  readonly dataFormat?: string;
}

const pairOf = (value: number | readonly number[]): readonly number[] => (typeof value === "number" ? [value, value] : value);

/**
 * One number of padding with a filter, a stride or a dilation that differs between height and width:
 * TensorFlow.js takes the height's for both when it computes the shape of the result. The same padding
 * spelled out for each side is computed rightly.
 */
export function paddedInEveryDirection({ inputs, attrs, plain }: Call): TensorInfo | undefined {
  const { pad, filterSize, filterShape, strides, dilations = 1, dataFormat } = attrs as unknown as Attributes;
  if (typeof pad !== "number") return undefined;
  const [down, across] = pairOf(strides);
  const [high, wide] = pairOf(dilations);
  const [tall, broad] = filterSize === undefined ? (filterShape ?? (inputs["filter"] as TensorInfo).shape) : pairOf(filterSize);
  if (down === across && high === wide && tall === broad) return undefined;
  const sides =
    dataFormat === "NCHW"
      ? [
          [0, 0],
          [0, 0],
          [pad, pad],
          [pad, pad],
        ]
      : [
          [0, 0],
          [pad, pad],
          [pad, pad],
          [0, 0],
        ];
  return plain(inputs, { ...attrs, pad: sides });
}
