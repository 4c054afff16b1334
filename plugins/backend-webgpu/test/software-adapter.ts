import { existsSync } from "node:fs";
import { constants } from "node:os";
import { createRequire } from "node:module";
import { partOf } from "@disentangle/core";

/** Folder of Debian's chromium, which brings the Vulkan driver SwiftShader and a Vulkan loader. */
const CHROMIUM = "/usr/lib/chromium";

/**
 * Lets Dawn find SwiftShader in this process, and says whether there is an adapter to test on: that one, or a
 * GPU of this machine. Call it before anything else looks for an adapter.
 *
 * @returns why there is none, or `undefined` where there is one
 */
export async function withoutAdapter(): Promise<string | undefined> {
  if (process.platform === "linux" && existsSync(`${CHROMIUM}/vk_swiftshader_icd.json`)) {
    process.env["VK_ICD_FILENAMES"] ??= `${CHROMIUM}/vk_swiftshader_icd.json`;
    loadVulkan();
  }
  try {
    createRequire(import.meta.url).resolve("webgpu");
  } catch {
    return "the optional package webgpu is not installed";
  }
  const { default: plugin } = await import("../src/index.ts");
  const availability = await (await partOf(plugin, "backend")).probe();
  return availability.works ? undefined : availability.reason;
}

/**
 * Loads Chromium's Vulkan loader for good where the system has none: Dawn then finds it by its name. Node
 * closes a library that is not an addon again, unless it was opened never to be removed (RTLD_NODELETE,
 * 0x1000 on Linux).
 */
function loadVulkan(): void {
  try {
    process.dlopen({ exports: {} }, `${CHROMIUM}/libvulkan.so.1`, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | 0x1000);
  } catch {
    // It says that this is no addon, which is so.
  }
}
