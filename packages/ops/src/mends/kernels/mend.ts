import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs";

/** One call of a kernel, and the means to call others of the same backend. */
export interface Call {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  /** The kernel as it is. */
  readonly plain: (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => TensorInfo;
  /** Another kernel of that backend. */
  readonly kernel: (name: string, inputs: NamedTensorInfoMap, attrs?: NamedAttrMap) => TensorInfo;
  /** Frees what was made on the way. */
  readonly dispose: (info: TensorInfo) => void;
  /** Only of mends for kernels of `cpu`. */
  readonly backend: CpuLike;
}

/** What kernels written for TensorFlow.js's `cpu` backend, or one that extends it, may ask of it. */
export interface CpuLike {
  readonly data: { get(dataId: object): { readonly values: Float32Array | Int32Array | Uint8Array } };
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array | Int32Array | Uint8Array): TensorInfo;
}

/** Answers a call that the kernel gets wrong; undefined where it is right. */
export type Mend = (call: Call) => TensorInfo | undefined;
