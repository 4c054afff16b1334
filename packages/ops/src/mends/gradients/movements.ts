import * as tf from "@tensorflow/tfjs";
import { scatterBack, sourcesOf } from "./scatter-back.ts";
import { spaceToDepth } from "./space-to-depth.ts";

const list = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor[] => [dy].flat();

interface Strided {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

function stridedSources(shape: number[], attributes: Strided): Int32Array {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const info = tf.slice_util.sliceInfo(shape, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
  const places = shape.map((_, axis) =>
    Array.from(
      { length: info.finalShapeSparse[axis] as number },
      (_, i) => (info.begin[axis] as number) + i * (info.strides[axis] as number),
    ),
  );
  return sourcesOf(shape, places);
}

function mirrored(length: number, [before, after]: readonly [number, number], skip: number): number[] {
  return Array.from({ length: before + length + after }, (_, n) => {
    const i = n - before;
    if (i < 0) return -i - 1 + skip;
    return i < length ? i : 2 * length - 1 - i - skip;
  });
}

/**
 * Moving numbers about, which TensorFlow.js differentiates wrongly (mirrorPad, cumsum's kin) or not at all.
 */
export const movementGradients: readonly tf.GradConfig[] = [
  {
    kernelName: "StridedSlice",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const { shape } = saved[0] as tf.Tensor;
      return { x: () => scatterBack(dy as tf.Tensor, stridedSources(shape, attrs as unknown as Strided), shape) };
    },
  },
  {
    kernelName: "MirrorPad",
    inputsToSave: ["x"],
    // A mirrored number gets the gradient of its copies too.
    gradFunc: (dy, saved, attrs) => {
      const { shape } = saved[0] as tf.Tensor;
      const { paddings, mode } = attrs as unknown as { paddings: [number, number][]; mode: "reflect" | "symmetric" };
      const places = shape.map((length, axis) => mirrored(length, paddings[axis] as [number, number], mode === "reflect" ? 1 : 0));
      return { x: () => scatterBack(dy as tf.Tensor, sourcesOf(shape, places), shape) };
    },
  },
  {
    kernelName: "GatherNd",
    inputsToSave: ["params", "indices"],
    gradFunc: (dy, saved) => {
      const [params, indices] = saved as [tf.Tensor, tf.Tensor];
      return {
        params: () => tf.scatterND(indices, dy as tf.Tensor, params.shape),
        indices: () => tf.zeros(indices.shape),
      };
    },
  },
  {
    kernelName: "ScatterNd",
    inputsToSave: ["indices"],
    gradFunc: (dy, saved) => {
      const [indices] = saved as [tf.Tensor];
      return { updates: () => tf.gatherND(dy as tf.Tensor, indices), indices: () => tf.zeros(indices.shape) };
    },
  },
  {
    kernelName: "TensorScatterUpdate",
    inputsToSave: ["indices", "updates"],
    gradFunc: (above, saved) => {
      const [indices, updates] = saved as [tf.Tensor, tf.Tensor];
      const dy = above as tf.Tensor;
      return {
        tensor: () => tf.mul(dy, tf.cast(tf.equal(tf.scatterND(indices, tf.onesLike(updates), dy.shape), 0), "float32")),
        updates: () => tf.gatherND(dy, indices),
        indices: () => tf.zeros(indices.shape),
      };
    },
  },
  {
    kernelName: "Diag",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => {
      const { shape, size } = saved[0] as tf.Tensor;
      const places = tf.tensor1d(Int32Array.from({ length: size }, (_, i) => i * (size + 1)));
      return { x: () => tf.reshape(tf.gather(tf.reshape(dy as tf.Tensor, [size * size]), tf.cast(places, "int32")), shape) };
    },
  },
  {
    kernelName: "DepthToSpace",
    gradFunc: (dy, _, attrs) => {
      const { blockSize, dataFormat } = attrs as unknown as { blockSize: number; dataFormat: "NHWC" | "NCHW" };
      return {
        x: () => {
          if (dataFormat === "NHWC") return spaceToDepth(dy as tf.Tensor4D, blockSize);
          const last = tf.transpose(dy as tf.Tensor4D, [0, 2, 3, 1]);
          return tf.transpose(spaceToDepth(last, blockSize), [0, 3, 1, 2]);
        },
      };
    },
  },
  {
    kernelName: "FlipLeftRight",
    gradFunc: (dy) => ({ image: () => tf.reverse(dy as tf.Tensor4D, 2) }),
  },
  // With one part there is one gradient, not a list of one.
  { kernelName: "Unpack", gradFunc: (dy, _, attrs) => ({ value: () => tf.stack(list(dy), (attrs as unknown as { axis: number }).axis) }) },
  { kernelName: "SplitV", gradFunc: (dy, _, attrs) => ({ x: () => tf.concat(list(dy), (attrs as unknown as { axis: number }).axis) }) },
];
