import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";

/**
 * What the backend knows of one tensor's data. The values lie in the heap or, as a CPU kernel left them, in
 * an array of their own.
 */
export class TensorEntry {
  readonly dtype: DataType;
  refCount: number;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  readonly #heap: Heap;
  #plain: backend_util.BackendValues | undefined;
  #address = 0;
  #length = 0;
  #view: Float32Array | Int32Array | Uint8Array | undefined;
  #derived: Map<string, number> | undefined;

  constructor(heap: Heap, dtype: DataType, refCount: number, values: backend_util.BackendValues | undefined) {
    this.#heap = heap;
    this.dtype = dtype;
    this.refCount = refCount;
    this.#plain = values;
  }

  /** Whether the values lie in the heap. */
  get inHeap(): boolean {
    return this.#address !== 0;
  }

  /**
   * The values, for CPU kernels: the array itself or a view of the heap. Never to be handed out of the
   * backend.
   */
  get values(): backend_util.BackendValues {
    if (this.#address === 0) return this.#plain as backend_util.BackendValues;
    if (this.#view === undefined || this.#view.buffer !== this.#heap.buffer) {
      this.#view = viewOf(this.#heap, this.dtype, this.#address, this.#length);
    }
    return this.#view;
  }

  set values(values: backend_util.BackendValues) {
    this.release();
    this.#plain = values;
  }

  /** Gives the entry a block of the heap for `length` values, not cleared; returns its address. */
  reserve(length: number): number {
    this.#length = length;
    this.#address = this.#heap.allocate(length * bytesPerValue(this.dtype));
    return this.#address;
  }

  /** The address of the values, which are copied into the heap first if they are not there. */
  get address(): number {
    if (this.#address !== 0) return this.#address;
    const values = this.#plain as ArrayLike<number>;
    this.reserve(values.length);
    viewOf(this.#heap, this.dtype, this.#address, this.#length).set(values);
    this.#plain = undefined;
    return this.#address;
  }

  /**
   * The address of something computed from the values (a packed copy), made by `fill` on the first call and
   * kept with them.
   */
  derived(key: string, bytes: number, fill: (address: number) => void): number {
    const known = this.#derived?.get(key);
    if (known !== undefined) return known;
    const address = this.#heap.allocate(bytes);
    try {
      fill(address);
    } catch (error) {
      this.#heap.free(address);
      throw error;
    }
    this.#derived ??= new Map();
    this.#derived.set(key, address);
    return address;
  }

  /** Frees what the entry holds in the heap. */
  release(): void {
    if (this.#derived) for (const address of this.#derived.values()) this.#heap.free(address);
    this.#derived = undefined;
    if (this.#address !== 0) this.#heap.free(this.#address);
    this.#address = 0;
    this.#view = undefined;
    this.#plain = undefined;
  }
}

/** Bytes of one value in the heap. */
function bytesPerValue(dtype: DataType): number {
  return dtype === "bool" ? 1 : 4;
}

function viewOf(heap: Heap, dtype: DataType, address: number, length: number): Float32Array | Int32Array | Uint8Array {
  if (dtype === "float32") return new Float32Array(heap.buffer, address, length);
  return dtype === "bool" ? new Uint8Array(heap.buffer, address, length) : new Int32Array(heap.buffer, address, length);
}
