import { Fault, parseOptions } from "@disentangle/core";
import { mendedKernel } from "@disentangle/ops/mends";
import {
  findBackendFactory,
  getKernel,
  getKernelsForBackend,
  type KernelFunc,
  registerBackend,
  registerKernel,
  type TensorInfo,
} from "@tensorflow/tfjs";
import { Heap } from "./heap.ts";
import { bestBuild, compileBuild } from "./kernel-module.ts";
import { simdKernels } from "./kernels/index.ts";
import { simdOptions, type SimdOptions } from "./options.ts";
import { Pool } from "./pool.ts";
import { SimdBackend } from "./simd-backend.ts";
import { isNode } from "./start-worker.ts";

let options: SimdOptions = {};

/**
 * Sets how the backend is to start. Call it before `tf.setBackend("simd")`.
 *
 * @throws Fault `bad-option` for options that are wrong, `contradiction` when the backend runs already
 */
export function configureSimd(settings: SimdOptions): void {
  const checked = parseOptions("backend simd", simdOptions, settings);
  if (running()) {
    throw new Fault("contradiction", "The simd backend runs already.", { mend: 'Configure it before `tf.setBackend("simd")`.' });
  }
  options = checked;
  registerSimd();
}

/** Registers the backend and its kernels under the name `simd`; done by importing the package. */
export function registerSimd(): void {
  if (findBackendFactory("simd") === null) registerBackend("simd", start, 0);
  if (registered) return;
  registered = true;
  const find = (name: string): KernelFunc => getKernel(name, "simd").kernelFunc;
  const cpu = new Map(getKernelsForBackend("cpu").map((config) => [config.kernelName, mendedKernel(config, find)]));
  for (const kernel of simdKernels) {
    const { name } = kernel;
    const plain = cpu.get(name)?.kernelFunc;
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
      const fallback = (): TensorInfo | TensorInfo[] => {
        if (!plain) throw new Fault("unavailable", `There is no CPU kernel ${name}.`);
        return plain({ inputs, attrs: attrs!, backend });
      };
      const simd = backend as SimdBackend;
      return simd.attempt(() => kernel.run({ inputs, attrs: attrs ?? {}, backend: simd, fallback }));
    };
    const config = { ...cpu.get(name), kernelName: name, backendName: "simd", kernelFunc };
    registerKernel(products.includes(name) ? config : mendedKernel(config, find));
    cpu.delete(name);
  }
  for (const config of cpu.values()) registerKernel({ ...config, backendName: "simd" });
}

let registered = false;

/** They broadcast batches themselves. */
const products: readonly string[] = ["BatchMatMul", "_FusedMatMul"];

/** The running backend, if it was started. */
export function running(): SimdBackend | undefined {
  return active;
}

let active: SimdBackend | undefined;

async function start(): Promise<SimdBackend> {
  const shared = options.shared ?? typeof SharedArrayBuffer !== "undefined";
  const build = { name: options.build ?? bestBuild(), shared };
  const module = await compileBuild(build);
  const heap = reserve(options.memoryLimit, shared);
  const pool = await Pool.start(module, heap.memory, shared ? (options.threads ?? parallelism()) : 1);
  active = new SimdBackend(heap, pool, build, () => {
    active = undefined;
  });
  return active;
}

/**
 * A heap of at most `limit` bytes; without a stated limit, the most of 4 GiB, 2 GiB, ... that the machine
 * lets us reserve.
 */
function reserve(limit: number | undefined, shared: boolean): Heap {
  if (limit !== undefined) return new Heap(limit, shared);
  for (let most = 2 ** 32; ; most /= 2) {
    try {
      return new Heap(most, shared);
    } catch (cause) {
      if (most > 2 ** 26) continue;
      throw new Fault("out-of-memory", "Not even 64 MiB of address space can be reserved.", { cause });
    }
  }
}

/** Threads where no number is asked for. */
export function parallelism(): number {
  const machine = isNode() ? process.getBuiltinModule("node:os").availableParallelism() : navigator.hardwareConcurrency;
  return Math.min(64, machine || 1);
}
