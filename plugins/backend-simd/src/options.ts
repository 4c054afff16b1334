import * as v from "valibot";

/** How the `simd` backend is to start. Every field may be left out. */
export interface SimdOptions {
  /** Threads that compute, the calling one included: 1 to 64. Default: what the machine can run at once. */
  readonly threads?: number | undefined;
  /** Most bytes the tensors' memory may grow to: 1 MiB to 4 GiB. Default: 4 GiB. */
  readonly memoryLimit?: number | undefined;
  /**
   * Which build of the kernels to run. Default: `relaxed` (fused multiply-add) where the engine accepts it,
   * else `plain`.
   */
  readonly build?: "relaxed" | "plain" | undefined;
  /**
   * Whether the memory is shared between threads. Default: where the engine allows it. Without, there is one
   * thread.
   */
  readonly shared?: boolean | undefined;
}

const whole = (least: number, most: number, words: string): v.GenericSchema<unknown, number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most), v.description(words));

/** Schema of {@link SimdOptions}. */
export const simdOptions: v.GenericSchema<unknown, SimdOptions> = v.strictObject({
  threads: v.optional(whole(1, 64, "threads that compute, default what the machine has; results do not depend on it")),
  memoryLimit: v.optional(whole(2 ** 20, 2 ** 32, "most bytes for tensors, default 4 GiB")),
  build: v.optional(
    v.pipe(
      v.picklist(["relaxed", "plain"]),
      v.description("relaxed (fused multiply-add) or plain, default relaxed where the engine accepts it"),
    ),
  ),
  shared: v.optional(
    v.pipe(v.boolean(), v.description("whether threads share memory, default where the engine allows it; without, there is one thread")),
  ),
});
