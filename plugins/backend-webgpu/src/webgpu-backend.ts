import { Fault, reasonOf, type Availability, type Backend, type BackendInfo } from "@disentangle/core";
import { mendKernels } from "@disentangle/ops/mends";
import * as tf from "@tensorflow/tfjs";
import { findAdapter, type Found } from "./adapter.ts";
import { guard } from "./guarded-backend.ts";
import { registerKernels } from "./kernels/register.ts";
import { registerSoftwareKernels, restoreKernels } from "./kernels/software.ts";
import type { WebgpuOptions } from "./options.ts";

/** Name under which TensorFlow.js knows the backend and its kernels. */
const NAME = "webgpu";

/** Limits of the adapter that kernels make use of; others stay at the defaults of the standard. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** TensorFlow.js on WebGPU, as a part of a run. */
export class WebgpuBackend implements Backend, AsyncDisposable {
  readonly #options: WebgpuOptions;
  #device: GPUDevice | undefined;

  constructor(options: WebgpuOptions) {
    this.#options = options;
  }

  async probe(): Promise<Availability> {
    try {
      const { facts } = await findAdapter(this.#options);
      const kind = facts.software ? "software, slow" : "hardware";
      return { works: true, detail: `${facts.adapter} (${kind}), tensors to ${mebibytes(facts.maxBufferSize)}, through ${facts.through}` };
    } catch (error) {
      if (!Fault.is(error, "unavailable")) throw error;
      return { works: false, reason: error.problem, mend: error.mend ?? "" };
    }
  }

  async activate(): Promise<BackendInfo> {
    const found = await findAdapter(this.#options);
    const { WebGPUBackend } = await exposing(found.gpu, () => import("@tensorflow/tfjs-backend-webgpu"));
    const device = await requestDevice(found.adapter);
    if (tf.findBackendFactory(NAME) !== null) tf.removeBackend(NAME);
    const Guarded = guard(WebGPUBackend);
    tf.registerBackend(NAME, () => exposing(found.gpu, () => new Guarded(device, found.adapter.info, found.facts.software)));
    registerKernels(NAME);
    if (found.facts.software) registerSoftwareKernels(NAME);
    else restoreKernels(NAME);
    mendKernels(NAME, false);
    this.#device = device;
    if (!(await tf.setBackend(NAME))) throw new Fault("unavailable", "TensorFlow.js could not start its backend webgpu.");
    return { name: NAME, detail: { tfjs: tf.version_core, ...found.facts } };
  }

  /** Gives the device back; its tensors are gone. The active backend must be chosen anew. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#device === undefined) return;
    if (tf.findBackendFactory(NAME) !== null) tf.removeBackend(NAME);
    const device = this.#device;
    this.#device = undefined;
    device.destroy();
    await device.lost;
  }
}

async function requestDevice(adapter: Found["adapter"]): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new Fault("unavailable", `The adapter gives no device: ${reason}.`, {
      cause,
      mend: "Close other programs that use the GPU, or update its driver.",
    });
  }
}

/**
 * Runs `work` with that `navigator.gpu`, for which TensorFlow.js's backend looks when it is imported and
 * made, and never again. Dawn's is taken away again, as its presence keeps a Node process from ending.
 */
function exposing<T>(gpu: GPU, work: () => T): T {
  if (navigator.gpu !== undefined) return work();
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  const result = work();
  if (result instanceof Promise) return result.finally(conceal) as T;
  conceal();
  return result;
}

function conceal(): void {
  Reflect.deleteProperty(navigator, "gpu");
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MiB`;
}
