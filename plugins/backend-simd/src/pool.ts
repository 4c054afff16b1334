import { Fault } from "@disentangle/core";
import { ARGUMENTS, CONTROL, REAL_ARGUMENTS, WORD } from "./control.ts";
import { type KernelExports, instantiateKernels } from "./kernel-exports.ts";
import { isNode, type RunningWorker, startWorker } from "./start-worker.ts";

/**
 * Jobs of less work than this (in vector operations) are done by the calling thread alone: waking others
 * costs more.
 */
const WORTH_SHARING = 65_536;
/** Work of one group of items, at least: a thread takes a group at a time. */
const GROUP = 8_192;
/** Looks at the counter before the main thread sleeps. */
const SPINS = 2_000;
/** A group of items that takes longer than this many milliseconds is taken for lost. */
const LOST_AFTER = 60_000;

const { pause } = Atomics as { pause?: () => void };

/** The threads. The one that calls is number 0 and takes part. */
export class Pool {
  readonly #exports: KernelExports;
  #words: Int32Array;
  #integers: Int32Array;
  #reals: Float32Array;
  readonly #memory: WebAssembly.Memory;
  readonly #workers: RunningWorker[] = [];
  #generation = 0;
  #fault: Fault | undefined;
  /** Threads that compute. */
  readonly threads: number;

  private constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, threads: number) {
    this.threads = threads;
    this.#exports = instantiateKernels(module, memory);
    this.#memory = memory;
    this.#words = new Int32Array(memory.buffer, 0, 1024);
    this.#integers = new Int32Array(memory.buffer, ARGUMENTS, 32);
    this.#reals = new Float32Array(memory.buffer, REAL_ARGUMENTS, 32);
  }

  /** Starts `threads` - 1 workers and waits until all run. */
  static async start(module: WebAssembly.Module, memory: WebAssembly.Memory, threads: number): Promise<Pool> {
    const pool = new Pool(module, memory, threads);
    const starting: Promise<RunningWorker>[] = [];
    for (let thread = 1; thread < threads; thread++) {
      starting.push(
        startWorker({ module, memory, thread }, (cause) => {
          pool.#fault = new Fault("crashed", `Worker thread ${thread} of the simd backend died.`, {
            mend: "Start the process again.",
            cause,
          });
        }),
      );
    }
    pool.#workers.push(...(await Promise.all(starting)));
    return pool;
  }

  /** The number of a kernel, for {@link run}. */
  number(kernel: string): number {
    const number = this.#exports.numbers.get(kernel);
    if (number === undefined) throw new RangeError(`No kernel is named ${kernel}.`);
    return number;
  }

  /**
   * Runs a kernel over items [0, count). `work` is what one item costs, in vector operations, roughly: it
   * decides whether and how finely the items are shared out. Items must not depend on each other.
   */
  run(kernel: number, integers: readonly number[], reals: readonly number[], count: number, work: number): void {
    if (this.#fault) throw this.#fault;
    if (count <= 0) return;
    if (this.#integers.length === 0) this.#refresh();
    this.#integers.set(integers);
    this.#reals.set(reals);
    const function_ = this.#exports.kernels[kernel]!;
    if (this.threads === 1 || count === 1 || count * work < WORTH_SHARING) {
      function_(ARGUMENTS, 0, count, 0);
      return;
    }
    const grain = Math.max(1, Math.min(Math.ceil(GROUP / work), Math.ceil(count / this.threads)));
    const { scheduler } = this.#exports;
    this.#generation = (this.#generation + 1) | 0;
    scheduler.open(CONTROL, this.#generation, kernel, count, grain);
    Atomics.store(this.#words, WORD.generation, this.#generation);
    if (Atomics.load(this.#words, WORD.sleepers) > 0) Atomics.notify(this.#words, WORD.generation);
    let finished = 0;
    let cause: unknown;
    for (let begin = scheduler.take(CONTROL); begin >= 0; begin = scheduler.take(CONTROL)) {
      const end = Math.min(begin + grain, count);
      try {
        function_(ARGUMENTS, begin, end, 0);
      } catch (error) {
        cause ??= error;
        Atomics.store(this.#words, WORD.failed, 1);
      }
      finished = scheduler.finish(CONTROL, end - begin);
    }
    if (finished < count) this.#wait(count);
    if (Atomics.load(this.#words, WORD.failed) !== 0) {
      this.#fault = new Fault("crashed", "A kernel of the simd backend failed.", {
        mend: "Start the process again and report this.",
        cause,
      });
      throw this.#fault;
    }
  }

  /** Ends the workers. */
  terminate(): void {
    for (const worker of this.#workers) worker.terminate();
  }

  /** Growth detaches the views of an unshared memory. */
  #refresh(): void {
    this.#words = new Int32Array(this.#memory.buffer, 0, 1024);
    this.#integers = new Int32Array(this.#memory.buffer, ARGUMENTS, 32);
    this.#reals = new Float32Array(this.#memory.buffer, REAL_ARGUMENTS, 32);
  }

  /** Until the other threads have finished what they took. */
  #wait(count: number): void {
    const words = this.#words;
    for (let spins = 0; spins < SPINS; spins++) {
      if (Atomics.load(words, WORD.finished) >= count) return;
      pause?.();
    }
    let since = performance.now();
    let before = Atomics.load(words, WORD.finished);
    const canSleep = isNode();
    if (canSleep) Atomics.store(words, WORD.waiting, 1);
    for (;;) {
      const finished = Atomics.load(words, WORD.finished);
      if (finished >= count) break;
      const now = performance.now();
      if (finished !== before) {
        before = finished;
        since = now;
      } else if (now - since > LOST_AFTER) {
        this.#fault = new Fault("crashed", "A worker thread of the simd backend stopped in the middle of a kernel.", {
          mend: "Start the process again.",
        });
        throw this.#fault;
      }
      if (canSleep) Atomics.wait(words, WORD.finished, finished, 1_000);
      else pause?.();
    }
    if (canSleep) Atomics.store(words, WORD.waiting, 0);
  }
}
