import type { DataType } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { joinAxes } from "./axes.ts";

/** Outer axes that the kernel can go through. */
const OUTER = 4;
/** Values of an item, about. */
const ITEM = 2048;

/** Bytes of a value of a type that lies in the heap, or undefined for other types. */
export function bytesOf(dtype: DataType): number | undefined {
  if (dtype === "float32" || dtype === "int32") return 4;
  return dtype === "bool" ? 1 : undefined;
}

/**
 * One of two arrays between which values are copied: the address of its first value, and values along each
 * axis from one to the next.
 */
export interface Side {
  readonly address: number;
  readonly strides: readonly number[];
}

function fill(values: readonly number[], missing: number): number[] {
  return [...Array.from({ length: OUTER - values.length }, () => missing), ...values];
}

/** Whether {@link copyAxes} can do it: too many axes may not join. */
export function canCopy(shape: readonly number[], from: readonly number[], to: readonly number[]): boolean {
  return joinAxes(shape, [from, to]).shape.length <= OUTER + 1;
}

/** Copies all values of `shape` between two arrays. */
export function copyAxes(backend: SimdBackend, shape: readonly number[], from: Side, to: Side, bytes: number): void {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size === 0) return;
  const { shape: axes, strides } = joinAxes(shape, [from.strides, to.strides]);
  const [stepsFrom, stepsTo] = strides.map((steps) => steps.map((step) => step * bytes)) as [number[], number[]];
  let inner = axes.pop() ?? 1;
  const [fromStep, toStep] = [stepsFrom.pop() ?? bytes, stepsTo.pop() ?? bytes];
  if (axes.length === 0 && inner > ITEM) {
    // One long row is cut.
    axes.push(Math.ceil(inner / ITEM));
    stepsFrom.push(ITEM * fromStep);
    stepsTo.push(ITEM * toStep);
    inner = ITEM;
  }
  const rows = axes.reduce((product, extent) => product * extent, 1);
  const group = Math.max(1, Math.floor(ITEM / inner));
  const head = [from.address, to.address, rows, inner, fromStep, toStep, bytes, size, group];
  const work = group * (fromStep === bytes && toStep === bytes ? inner / 4 + 8 : inner * 2 + 8);
  backend.run("copyAxes", [...head, ...fill(axes, 1), ...fill(stepsFrom, 0), ...fill(stepsTo, 0)], [], Math.ceil(rows / group), work);
}
