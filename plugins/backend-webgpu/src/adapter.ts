import { Fault, reasonOf } from "@disentangle/core";
import { findGpu } from "./find-gpu.ts";
import type { WebgpuOptions } from "./options.ts";

/** An adapter, what is known of it, and the WebGPU it was got from. */
export interface Found {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
  readonly facts: AdapterFacts;
}

/** What tells one adapter from another, as a run records it. */
export interface AdapterFacts {
  /** Where WebGPU comes from: `browser` or `Dawn (webgpu <version>)`. */
  readonly through: string;
  /** Name of the adapter, as its driver gives it. */
  readonly adapter: string;
  readonly vendor: string;
  readonly architecture: string;
  /** Whether a processor plays the GPU (SwiftShader, llvmpipe, WARP): right but slow. */
  readonly software: boolean;
  /** Most bytes of one buffer, hence of one tensor. */
  readonly maxBufferSize: number;
  /** Most bytes of one buffer that a kernel may see. */
  readonly maxStorageBufferBindingSize: number;
  /** Most buffers that one kernel may see. */
  readonly maxStorageBuffersPerShaderStage: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupStorageSize: number;
}

/**
 * The adapter asked for; throws a {@link Fault} `unavailable`, saying how to mend it, where there is none.
 */
export async function findAdapter({ powerPreference, adapter: name }: WebgpuOptions): Promise<Found> {
  const { gpu, through } = await findGpu(name);
  const adapter = await gpu.requestAdapter({ powerPreference }).catch((cause: unknown) => {
    // Dawn's own message lists the adapters there are.
    const reason = reasonOf(cause);
    throw new Fault("unavailable", `There is no such adapter: ${reason}.`, { value: name, cause, mend: "Name one of these, or none." });
  });
  if (adapter === null)
    throw new Fault("unavailable", "There is WebGPU, but no adapter: no GPU driver was found.", { mend: mendNoAdapter(through) });
  const { info, limits } = adapter;
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  const facts: AdapterFacts = {
    through,
    adapter: info.description || info.device || `${info.vendor} ${info.architecture}`.trim() || "unnamed",
    vendor: info.vendor,
    architecture: info.architecture,
    software: info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(text),
    maxBufferSize: limits.maxBufferSize,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
  };
  return { gpu, adapter, facts };
}

function mendNoAdapter(through: string): string {
  if (through === "browser") return "Look at chrome://gpu (or about:support) for why the browser does not offer one.";
  if (process.platform !== "linux") return "Install the GPU's driver.";
  return [
    "Install the GPU's Vulkan driver and loader (Debian: `apt-get install libvulkan1 mesa-vulkan-drivers`, or NVIDIA's own driver).",
    "Without a GPU, SwiftShader computes the same, slowly: `apt-get install libvulkan1 chromium`, then run with",
    "VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json (and, instead of libvulkan1, LD_LIBRARY_PATH=/usr/lib/chromium).",
  ].join("\n");
}
