import type { backend_util, DataType, TensorInfo } from "@tensorflow/tfjs";
import { util } from "@tensorflow/tfjs";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { Heap } from "./heap.ts";
import type { Build } from "./kernel-module.ts";
import type { Pool } from "./pool.ts";
import { TensorEntry } from "./tensor-entry.ts";

/** A fresh tensor and where its values go. */
export interface Output {
  readonly info: TensorInfo;
  readonly address: number;
}

/**
 * The `simd` backend: tfjs's CPU backend with its hot kernels in WebAssembly, over one heap and a pool of
 * threads.
 */
export class SimdBackend extends MathBackendCPU {
  readonly heap: Heap;
  readonly pool: Pool;
  /** Which build of the kernels runs. */
  readonly build: Build;
  readonly #numbers = new Map<string, number>();
  readonly #disposed: () => void;
  readonly #fresh: object[] = [];
  #depth = 0;
  /** Whether values that are written were made by a kernel. */
  #own = false;
  #nextId = 0;

  /** @param disposed - Called once the backend was removed from the engine. */
  constructor(heap: Heap, pool: Pool, build: Build, disposed: () => void) {
    super();
    this.#disposed = disposed;
    this.heap = heap;
    this.pool = pool;
    this.build = build;
  }

  /**
   * The address of a tensor's values. They are copied into the heap if a CPU kernel or the user made them.
   */
  input(tensor: TensorInfo): number {
    return this.#entry(tensor.dataId).address;
  }

  /**
   * A new tensor in the heap, its values not yet set. Allocate outputs before taking views: memory may grow.
   */
  output(shape: number[], dtype: DataType): Output {
    const entry = new TensorEntry(this.heap, dtype, 1, undefined);
    const address = entry.reserve(util.sizeFromShape(shape));
    const dataId = { id: this.#nextId++ };
    this.data.set(dataId, entry);
    this.#fresh.push(dataId);
    return { info: { dataId, shape, dtype }, address };
  }

  /** Calls a kernel; if it throws (out of memory, a lost thread), the outputs it had made are freed. */
  attempt<T>(kernel: () => T): T {
    this.#depth++;
    const before = this.#fresh.length;
    try {
      return kernel();
    } catch (error) {
      for (const dataId of this.#fresh.splice(before)) this.disposeData(dataId, true);
      throw error;
    } finally {
      if (--this.#depth === 0) this.#fresh.length = 0;
    }
  }

  /** See {@link TensorEntry.derived}: for packed copies of weights, made once and freed with the tensor. */
  derived(tensor: TensorInfo, key: string, bytes: number, fill: (address: number) => void): number {
    return this.#entry(tensor.dataId).derived(key, bytes, fill);
  }

  /** Lends `use` a block of the heap. */
  scratch(bytes: number, use: (address: number) => void): void {
    const address = this.heap.allocate(bytes);
    try {
      use(address);
    } finally {
      this.heap.free(address);
    }
  }

  /** Runs a compiled kernel by name over `count` items; see {@link Pool.run}. */
  run(kernel: string, integers: readonly number[], reals: readonly number[], count: number, work: number): void {
    let number = this.#numbers.get(kernel);
    if (number === undefined) {
      number = this.pool.number(kernel);
      this.#numbers.set(kernel, number);
    }
    this.pool.run(number, integers, reals, count, work);
  }

  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): object {
    const dataId = { id: this.#nextId++ };
    this.move(dataId, values, _shape, dtype, 1);
    // The caller's array stays the caller's: the first hot kernel would copy it into the heap anyway.
    if (!this.#own && ArrayBuffer.isView(values) && dtype !== "string") void this.#entry(dataId).address;
    if (this.#depth > 0) this.#fresh.push(dataId);
    return dataId;
  }

  /** What CPU kernels call with an array they have just made, which nobody else holds. */
  override makeTensorInfo(shape: number[], dtype: DataType, values?: backend_util.BackendValues | string[]): TensorInfo {
    const outer = this.#own;
    this.#own = true;
    try {
      return super.makeTensorInfo(shape, dtype, values);
    } finally {
      this.#own = outer;
    }
  }

  override move(dataId: object, values: backend_util.BackendValues, _shape: number[], dtype: DataType, refCount: number): void {
    const entry = new TensorEntry(this.heap, dtype, refCount, values);
    // Some CPU kernels return a part of their input's view; the block under it will be freed, so it must be
    // copied at once.
    if (ArrayBuffer.isView(values) && this.heap.owns(values)) void entry.address;
    this.data.set(dataId, entry);
  }

  override readSync(dataId: object): backend_util.BackendValues {
    const entry = this.#entry(dataId);
    const values = entry.inHeap ? entry.values : super.readSync(dataId);
    // A copy: the block may be reused while the caller still holds what it got, and what the caller writes is
    // the caller's.
    return ArrayBuffer.isView(values) ? Float32Array.prototype.slice.call(values) : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const entry = this.#entry(dataId);
    if (!super.disposeData(dataId, force)) return false;
    entry.release();
    return true;
  }

  override dispose(): void {
    this.pool.terminate();
    this.#disposed();
  }

  #entry(dataId: object): TensorEntry {
    return this.data.get(dataId) as TensorEntry;
  }
}
