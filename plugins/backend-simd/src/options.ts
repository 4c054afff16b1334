/** How the `simd` backend is to start. Every field may be left out. */
export interface SimdOptions {
  /** Threads that compute, the calling one included: 1 to 64. Default: what the machine can run at once. */
  readonly threads?: number;
  /** Most bytes the tensors' memory may grow to: 1 MiB to 4 GiB. Default: 4 GiB. */
  readonly memoryLimit?: number;
  /** Which build of the kernels to run. Default: `relaxed` (fused multiply-add) where the engine accepts it, else `plain`. */
  readonly build?: "relaxed" | "plain";
  /** Whether the memory is shared between threads. Default: where the engine allows it. Without, there is one thread. */
  readonly shared?: boolean;
}
