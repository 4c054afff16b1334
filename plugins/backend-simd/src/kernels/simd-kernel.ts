import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";

/** What a kernel is called with. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: SimdBackend;
  /** The plain CPU kernel on the same inputs, for cases that the fast one does not cover. */
  readonly fallback: () => TensorInfo | TensorInfo[];
}

/**
 * One kernel of the backend: registered under `name` in place of the CPU kernel of that name, if there is
 * one.
 */
export interface SimdKernel {
  readonly name: string;
  run(call: KernelCall): TensorInfo | TensorInfo[];
}
