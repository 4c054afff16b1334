/**
 * A compiled kernel: does items [begin, end) of the job whose arguments lie at `args`, as thread number
 * `thread`.
 */
export type CompiledKernel = (args: number, begin: number, end: number, thread: number) => void;

/** What every build of the kernels exports besides the kernels themselves (see assembly/scheduler.ts). */
export interface Scheduler {
  open(control: number, generation: number, kernel: number, count: number, grain: number): void;
  take(control: number): number;
  finish(control: number, items: number): number;
}

/** An instantiated build. Kernels are numbered by name, so every thread counts them alike. */
export interface KernelExports {
  readonly scheduler: Scheduler;
  readonly kernels: readonly CompiledKernel[];
  readonly numbers: ReadonlyMap<string, number>;
}

/** Binds a compiled build to its memory. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels: CompiledKernel[] = [];
  const numbers = new Map<string, number>();
  for (const name of Object.keys(exports).toSorted()) {
    if (name === "open" || name === "take" || name === "finish" || typeof exports[name] !== "function") continue;
    numbers.set(name, kernels.length);
    kernels.push(exports[name] as CompiledKernel);
  }
  return { scheduler: exports as unknown as Scheduler, kernels, numbers };
}
