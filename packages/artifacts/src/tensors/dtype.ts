/** Array that holds the numbers of a tensor, by the safetensors name of its type. */
export interface Arrays {
  readonly F64: Float64Array;
  readonly F32: Float32Array;
  readonly I64: BigInt64Array;
  readonly I32: Int32Array;
  readonly I16: Int16Array;
  readonly I8: Int8Array;
  readonly U64: BigUint64Array;
  readonly U32: Uint32Array;
  readonly U16: Uint16Array;
  readonly U8: Uint8Array;
  /** 0 or 1 each. */
  readonly BOOL: Uint8Array;
}

/** A type of number that can be stored. Half precision is not among them. */
export type Dtype = keyof Arrays;

/** A tensor in memory: row-major data, as many numbers as the shape says. */
export interface TensorOf<D extends Dtype> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: Arrays[D];
}

/** A tensor of any type. */
export type StoredTensor = { [D in Dtype]: TensorOf<D> }[Dtype];

/** Tensors by name. */
export type StoredTensors = Readonly<Record<string, StoredTensor>>;

interface ArrayType<D extends Dtype> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): Arrays[D];
}

/**
 * Constructor of the array for each type, in the order in which the format's own library stores them: wide
 * types first. @internal
 */
export const ARRAY_TYPES: { readonly [D in Dtype]: ArrayType<D> } = {
  U64: BigUint64Array,
  I64: BigInt64Array,
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  I32: Int32Array,
  U16: Uint16Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
};

/** Whether a type read from a file is one of {@link Dtype}. @internal */
export function isDtype(name: unknown): name is Dtype {
  return typeof name === "string" && Object.hasOwn(ARRAY_TYPES, name);
}
