import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BackendInfo } from "@disentangle/core";

/** Where a system keeps its files, and what it is; of this process unless given. */
export interface Machine {
  readonly root?: string;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
}

/**
 * Drivers of graphics processors that compute; the rest of `/sys/class/drm` are screens of virtual machines
 * and servers.
 */
const DRIVERS: Readonly<Record<string, string>> = {
  amdgpu: "AMD",
  i915: "Intel",
  xe: "Intel",
  nouveau: "NVIDIA",
  nvidia: "NVIDIA",
  asahi: "Apple",
};

/**
 * The GPUs of this machine, by a look at a few files: nothing is loaded or started, and no software adapter
 * is ever among them. Empty where none is seen, which does not prove that there is none.
 */
export function seenGpus({ root = "/", platform = process.platform, arch = process.arch }: Machine = {}): readonly string[] {
  if (platform === "darwin") return arch === "arm64" ? ["Apple GPU"] : [];
  if (platform === "win32") return existsSync(join(root, "Windows/System32/nvidia-smi.exe")) ? ["NVIDIA GPU"] : [];
  if (platform !== "linux") return [];
  const nvidia = entries(join(root, "proc/driver/nvidia/gpus")).map((gpu) =>
    modelOf(join(root, "proc/driver/nvidia/gpus", gpu, "information")),
  );
  if (nvidia.length > 0) return nvidia;
  // In a container the devices may be there without the driver's own files; in Windows' Linux a GPU is behind
  // another device.
  if (existsSync(join(root, "dev/nvidia0")) || existsSync(join(root, "dev/dxg"))) return ["NVIDIA GPU"];
  return entries(join(root, "sys/class/drm"))
    .filter((name) => name.startsWith("renderD") && existsSync(join(root, "dev/dri", name)))
    .map((name) => DRIVERS[/^DRIVER=(.+)$/m.exec(read(join(root, "sys/class/drm", name, "device/uevent")))?.[1] ?? ""])
    .filter((maker) => maker !== undefined)
    .map((maker) => `${maker} GPU`);
}

/**
 * One line where this machine has a GPU and the backend leaves it idle, with what would use it; nothing else
 * takes a GPU unasked.
 */
export function idleGpuLine(backend: BackendInfo, gpus: readonly string[] = seenGpus()): string | undefined {
  if (gpus.length === 0 || usesGpu(backend)) return undefined;
  const choices = gpus.some((name) => name.includes("NVIDIA")) ? "--backend webgpu or --backend node-gpu" : "--backend webgpu";
  return `Not used: ${gpus.join(", ")}. To compute there, add ${choices}; whether that works here, the command doctor tells.`;
}

/**
 * Backends that compute on a processor say so by their name or their detail; of one not known here nothing is
 * said.
 */
function usesGpu({ name, detail }: BackendInfo): boolean {
  return !["simd", "cpu"].includes(name) && detail["software"] !== true && detail["device"] !== "cpu";
}

function modelOf(file: string): string {
  const model = /^Model:\s*(.+?)\s*$/m.exec(read(file))?.[1] ?? "GPU";
  return model.includes("NVIDIA") ? model : `NVIDIA ${model}`;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
