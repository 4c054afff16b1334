import { Fault } from "@disentangle/core";
import { Allocator, roundSize } from "./allocator.ts";
import { HEAP_START } from "./control.ts";

/** Bytes of a page, by which a WebAssembly memory grows. */
export const PAGE = 65_536;
/** Never handed out at the end of the memory: kernels may read up to a tile beyond an array. */
const SLACK = 4096;
/** The memory grows by at least this much at once. */
const GROWTH = 16 * 1024 * 1024;

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/**
 * The linear memory of the kernels with its allocator. Blocks start at multiples of 64 bytes and are not
 * cleared.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly limit: number;
  readonly #allocator: Allocator;
  #size: number;
  #buffer: ArrayBuffer | SharedArrayBuffer;

  /** @param limit - Most bytes the memory may grow to; it is reserved, not used, from the start. */
  constructor(limit: number, shared: boolean) {
    const pages = Math.floor(limit / PAGE);
    const initial = Math.min(pages, GROWTH / PAGE);
    this.memory = new WebAssembly.Memory({ initial, maximum: pages, shared });
    this.limit = pages * PAGE;
    this.#size = initial * PAGE;
    this.#buffer = this.memory.buffer;
    this.#allocator = new Allocator(HEAP_START, this.#size - SLACK);
  }

  /** Bytes in use by tensors, packed copies and scratch. */
  get bytesUsed(): number {
    return this.#allocator.bytesUsed;
  }

  /** Blocks in use. */
  get blocksUsed(): number {
    return this.#allocator.blocksUsed;
  }

  /** Bytes the memory has grown to. */
  get size(): number {
    return this.#size;
  }

  /** The buffer as it is now: after a growth it is another object. */
  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return this.#buffer;
  }

  /**
   * The address of a block of at least `bytes` bytes. Throws a {@link Fault} `out-of-memory` beyond the
   * limit.
   */
  allocate(bytes: number): number {
    let address = this.#allocator.allocate(bytes);
    if (address === undefined) {
      this.#grow(bytes);
      address = this.#allocator.allocate(bytes);
    }
    if (address === undefined) throw this.#full(bytes);
    return address;
  }

  /** Gives a block back. */
  free(address: number): void {
    this.#allocator.free(address);
  }

  /** The block at `address` seen as `length` floats. */
  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#buffer, address, length);
  }

  /** Whether `array` looks into this memory (as it is or as it was before it grew). */
  owns(array: ArrayBufferView): boolean {
    return array.buffer === this.#buffer || (typeof SharedArrayBuffer !== "undefined" && array.buffer instanceof SharedArrayBuffer);
  }

  #grow(bytes: number): void {
    const needed = this.#allocator.shortfall(bytes);
    const wanted = Math.max(needed, GROWTH, Math.min(this.#size / 4, 16 * GROWTH));
    const pages = Math.min(Math.ceil(wanted / PAGE), (this.limit - this.#size) / PAGE);
    if (pages * PAGE < needed) throw this.#full(bytes);
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw this.#full(bytes, cause);
    }
    this.#size += pages * PAGE;
    this.#buffer = this.memory.buffer;
    this.#allocator.extend(this.#size - SLACK);
  }

  #full(bytes: number, cause?: unknown): Fault {
    return new Fault(
      "out-of-memory",
      `The simd backend was asked for ${mebibytes(roundSize(bytes))} while ${mebibytes(this.bytesUsed)} of at most ${mebibytes(this.limit)} are in use.`,
      { value: bytes, mend: "Dispose tensors, use smaller batches, or raise `memoryLimit`.", cause },
    );
  }
}
