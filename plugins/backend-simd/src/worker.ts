// A thread of the pool, in Node and in browsers: receives the compiled kernels and the shared memory once,
// then takes work from the control block for as long as it lives.
import { ARGUMENTS, CONTROL, WORD } from "./control.ts";
import { instantiateKernels } from "./kernel-exports.ts";

interface Start {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
}

/**
 * How often a thread looks for work before it sleeps: some 100 µs, longer than the pause between two kernels.
 */
const SPINS = 2000;

const { pause } = Atomics as { pause?: () => void };

function work({ module, memory, thread }: Start): never {
  const { scheduler, kernels } = instantiateKernels(module, memory);
  const words = new Int32Array(memory.buffer, 0, 1024);
  let seen = 0;
  for (;;) {
    for (let spins = 0; spins < SPINS && Atomics.load(words, WORD.generation) === seen; spins++) pause?.();
    while (Atomics.load(words, WORD.generation) === seen) {
      Atomics.add(words, WORD.sleepers, 1);
      Atomics.wait(words, WORD.generation, seen);
      Atomics.sub(words, WORD.sleepers, 1);
    }
    seen = Atomics.load(words, WORD.generation);
    for (let begin = scheduler.take(CONTROL); begin >= 0; begin = scheduler.take(CONTROL)) {
      const end = Math.min(begin + words[WORD.grain]!, words[WORD.count]!);
      try {
        kernels[words[WORD.kernel]!]!(ARGUMENTS, begin, end, thread);
      } catch {
        Atomics.store(words, WORD.failed, 1);
      }
      scheduler.finish(CONTROL, end - begin);
      if (Atomics.load(words, WORD.waiting) === 1) Atomics.notify(words, WORD.finished);
    }
  }
}

if (typeof process !== "undefined" && process.versions?.node !== undefined) {
  const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  parentPort?.postMessage("ready");
  work(workerData as Start);
} else {
  const scope = globalThis as unknown as Pick<Worker, "addEventListener" | "postMessage">;
  scope.addEventListener("message", (event) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
    scope.postMessage("ready");
    work((event as MessageEvent<Start>).data);
  });
}
