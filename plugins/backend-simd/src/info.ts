import { running } from "./register.ts";

/** What the running backend is and holds. */
export interface SimdInfo {
  /** Threads that compute, the calling one included. */
  readonly threads: number;
  /** `relaxed`: with fused multiply-add; `plain`: without. */
  readonly build: "relaxed" | "plain";
  /** Whether the memory is shared between threads. */
  readonly shared: boolean;
  /** Bytes of the heap in use. */
  readonly bytesUsed: number;
  /** Blocks of the heap in use. */
  readonly blocksUsed: number;
  /** Bytes the heap has grown to; it never shrinks. */
  readonly heapBytes: number;
  /** Most bytes it may grow to. */
  readonly memoryLimit: number;
}

/** Facts about the running backend, or `undefined` before `tf.setBackend("simd")` has resolved. */
export function simdInfo(): SimdInfo | undefined {
  const backend = running();
  if (!backend) return undefined;
  const { heap, pool, build } = backend;
  return {
    threads: pool.threads,
    build: build.name,
    shared: build.shared,
    bytesUsed: heap.bytesUsed,
    blocksUsed: heap.blocksUsed,
    heapBytes: heap.size,
    memoryLimit: heap.limit,
  };
}
