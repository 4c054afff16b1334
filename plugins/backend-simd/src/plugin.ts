import { defineBackend, definePlugin, Fault, reasonOf, type Availability, type Backend, type Plugin } from "@disentangle/core";
import { setBackend, version_core } from "@tensorflow/tfjs";
import manifest from "../package.json" with { type: "json" };
import { PAGE } from "./heap.ts";
import { simdInfo, type SimdInfo } from "./info.ts";
import { bestBuild } from "./kernel-module.ts";
import { simdOptions, type SimdOptions } from "./options.ts";
import { configureSimd, parallelism } from "./register.ts";

/** Offers the backend `simd`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineBackend({
    id: "simd",
    title: "WebAssembly SIMD",
    summary: "Trains on the processor: WebAssembly SIMD kernels, one shared memory, worker threads. The default.",
    traits: { device: "CPU" },
    options: simdOptions,
    make: backend,
  }),
);

export default plugin;

function backend(options: SimdOptions): Backend {
  return {
    async probe(): Promise<Availability> {
      try {
        const { build = bestBuild(), threads = parallelism() } = options;
        return { works: true, detail: `${build} SIMD, ${threads === 1 ? "1 thread" : `${threads} threads`}` };
      } catch (error) {
        const reason = Fault.is(error) ? error.problem : reasonOf(error);
        return { works: false, reason, mend: (Fault.is(error) && error.mend) || "Use an engine with WebAssembly SIMD." };
      }
    },
    async activate() {
      const before = simdInfo();
      if (before === undefined) configureSimd(options);
      else demandAlike(before, options);
      await setBackend("simd");
      const info = simdInfo();
      if (info === undefined) throw new Fault("unavailable", "The simd backend did not start.");
      return { name: "simd", detail: { tfjs: version_core, build: info.build, threads: info.threads, shared: info.shared } };
    },
  };
}

/** A process has one simd backend, which keeps the options it started with. */
function demandAlike(info: SimdInfo, options: SimdOptions): void {
  const asked = {
    ...options,
    // As it starts: with one thread where memory is not shared, within whole pages of memory.
    threads: info.shared ? options.threads : undefined,
    memoryLimit: options.memoryLimit && options.memoryLimit - (options.memoryLimit % PAGE),
  };
  for (const name of ["threads", "memoryLimit", "build", "shared"] as const) {
    if (asked[name] === undefined || asked[name] === info[name]) continue;
    throw new Fault("contradiction", `The simd backend runs already, with ${name} ${info[name]}.`, {
      value: options[name],
      mend: "Give it its options before anything computes on it.",
    });
  }
}
