import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdKernel } from "./simd-kernel.ts";

/** Values of an item, about. */
const ITEM = 2048;

/** Slices chosen by index; tfjs's `GatherV2`. */
export const gather: SimdKernel = {
  name: "GatherV2",
  run({ inputs, attrs, backend, fallback }) {
    const { x, indices } = inputs as Record<"x" | "indices", TensorInfo>;
    const { axis, batchDims } = attrs as { axis: number; batchDims?: number };
    const [along] = util.parseAxisParam(axis, x.shape) as [number];
    if ((x.dtype !== "float32" && x.dtype !== "int32") || indices.dtype !== "int32" || batchDims) return fallback();
    const length = x.shape[along]!;
    const count = util.sizeFromShape(indices.shape);
    const chosen = backend.input(indices);
    for (const index of new Int32Array(backend.heap.buffer, chosen, count)) {
      util.assert(index >= 0 && index < length, () => `GatherV2: the index value ${index} is not in [0, ${length - 1}]`);
    }
    const { outerSize, sliceSize, outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(x, indices, along, 0);
    const { info, address } = backend.output(outputShape, x.dtype);
    const slices = outerSize * count;
    const group = Math.max(1, Math.floor(ITEM / Math.max(1, sliceSize)));
    const integers = [backend.input(x), chosen, address, length, count, sliceSize, group, slices];
    backend.run("gatherSlices", integers, [], sliceSize === 0 ? 0 : Math.ceil(slices / group), group * (sliceSize / 4 + 8));
    return info;
  },
};

/** The gradient of {@link gather} along the first axis; tfjs's `UnsortedSegmentSum`. */
export const segmentSum: SimdKernel = {
  name: "UnsortedSegmentSum",
  run({ inputs, attrs, backend, fallback }) {
    const { x, segmentIds } = inputs as Record<"x" | "segmentIds", TensorInfo>;
    const { numSegments } = attrs as { numSegments: number };
    if (x.dtype !== "float32" || segmentIds.dtype !== "int32" || segmentIds.shape.length !== 1 || x.shape[0] !== segmentIds.shape[0])
      return fallback();
    const { info, address } = backend.output([numSegments, ...x.shape.slice(1)], "float32");
    const [rows] = x.shape as [number];
    const columns = util.sizeFromShape(x.shape.slice(1));
    const integers = [backend.input(x), backend.input(segmentIds), address, rows, numSegments, columns];
    backend.run("addToRows", integers, [], Math.ceil(columns / 64), (rows + numSegments) * 32);
    return info;
  },
};
