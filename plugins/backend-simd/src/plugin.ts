import { CONTRACT, Fault, parseOptions, type Availability, type Backend, type OptionSchema, type Plugin } from "@disentangle/core";
import { setBackend, version_core } from "@tensorflow/tfjs";
import manifest from "../package.json" with { type: "json" };
import { simdInfo } from "./info.ts";
import { bestBuild } from "./kernel-module.ts";
import type { SimdOptions } from "./options.ts";
import { configureSimd } from "./register.ts";

const NAMES = ["threads", "memoryLimit", "build", "shared"];

/** Names are checked here, values where the backend is configured. */
const schema: OptionSchema<SimdOptions> = {
  "~standard": {
    validate(raw) {
      const unknown = Object.keys(raw as object).filter((name) => !NAMES.includes(name));
      if (unknown.length === 0) return { value: raw as SimdOptions };
      return { issues: unknown.map((name) => ({ message: `unknown; there are ${NAMES.join(", ")}`, path: [name] })) };
    },
  },
};

/** Offers the backend `simd`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "backend",
      id: "simd",
      about: {
        title: "WebAssembly SIMD",
        summary: "Trains on the processor: WebAssembly SIMD kernels, one shared memory, worker threads. The default.",
        options: {
          threads: "threads that compute, default what the machine has; results do not depend on it",
          memoryLimit: "most bytes for tensors, default 4 GiB",
          build: "relaxed (fused multiply-add) or plain, default relaxed where the engine accepts it",
        },
        traits: { device: "CPU" },
      },
      configure(raw) {
        const options = parseOptions("backend simd", schema, raw);
        return () => Promise.resolve(backend(options));
      },
    },
  ],
};

export default plugin;

function backend(options: SimdOptions): Backend {
  return {
    async probe(): Promise<Availability> {
      try {
        return { works: true, detail: `${bestBuild()} SIMD, ${navigator.hardwareConcurrency} threads` };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { works: false, reason, mend: (Fault.is(error) && error.mend) || "Use an engine with WebAssembly SIMD." };
      }
    },
    async activate() {
      if (simdInfo() === undefined) configureSimd(options);
      await setBackend("simd");
      const info = simdInfo();
      if (info === undefined) throw new Fault("unavailable", "The simd backend did not start.");
      return { name: "simd", detail: { tfjs: version_core, build: info.build, threads: info.threads, shared: info.shared } };
    },
  };
}
