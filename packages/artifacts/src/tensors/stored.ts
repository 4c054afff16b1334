import { Fault } from "@disentangle/core";
import type { Dtype, StoredTensors, TensorOf } from "./dtype.ts";

/** A tensor to store; without a shape it is a vector. The type follows from the array: F32, I32 or U8. */
export function stored(data: Float32Array, shape?: readonly number[]): TensorOf<"F32">;
export function stored(data: Int32Array, shape?: readonly number[]): TensorOf<"I32">;
export function stored(data: Uint8Array, shape?: readonly number[]): TensorOf<"U8">;
export function stored(
  data: Float32Array | Int32Array | Uint8Array,
  shape: readonly number[] = [data.length],
): TensorOf<"F32" | "I32" | "U8"> {
  const dtype = data instanceof Float32Array ? "F32" : data instanceof Int32Array ? "I32" : "U8";
  return { dtype, shape, data };
}

/**
 * The tensor of that name and type, typed.
 *
 * @throws Fault `bad-data` where it is absent or of another type
 */
export function takeTensor<D extends Dtype>(tensors: StoredTensors, name: string, dtype: D): TensorOf<D> {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (tensor?.dtype === dtype) return tensor as TensorOf<D>;
  const seen = tensor === undefined ? `there are ${Object.keys(tensors).join(", ") || "none"}` : `it is ${tensor.dtype}`;
  throw new Fault("bad-data", `A tensor "${name}" of type ${dtype} was expected; ${seen}.`, {
    value: name,
    mend: "Delete the file that holds it; it is computed again.",
  });
}
