import { broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { Call } from "./mend.ts";

/** Repeats the matrices of a batch so that it has that outer shape. */
function widened({ kernel, dispose }: Call, x: TensorInfo, outer: readonly number[]): TensorInfo {
  const matrix = x.shape.slice(-2);
  const own = x.shape.slice(0, -2);
  const full = [...Array.from({ length: outer.length - own.length }, () => 1), ...own];
  const raised = kernel("Reshape", { x }, { shape: [...full, ...matrix] });
  const tiled = kernel("Tile", { x: raised }, { reps: [...full.map((length, i) => (outer[i] as number) / length), 1, 1] });
  dispose(raised);
  return tiled;
}

/**
 * Matrix products whose batches broadcast other than by one batch being of size 1: `cpu` pairs the wrong
 * matrices, and leaves some out.
 */
export function broadcastBatches(call: Call): TensorInfo | undefined {
  const { a, b, ...rest } = call.inputs as { a: TensorInfo; b: TensorInfo };
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (left.join() === right.join() || util.sizeFromShape(left) === 1 || util.sizeFromShape(right) === 1) return undefined;
  const outer = broadcast_util.assertAndGetBroadcastShape(left, right);
  if (util.sizeFromShape(outer) === 0) return undefined;
  const [wideA, wideB] = [widened(call, a, outer), widened(call, b, outer)];
  const result = call.plain({ ...rest, a: wideA, b: wideB }, call.attrs);
  call.dispose(wideA);
  call.dispose(wideB);
  return result;
}
