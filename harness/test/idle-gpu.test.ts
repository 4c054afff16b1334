import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { headline } from "../src/api/headline.ts";
import { idleGpuLine, seenGpus } from "../src/api/idle-gpu.ts";
import { readSettings } from "../src/request/read-settings.ts";
import { folder } from "./command.ts";

/** A machine whose only files are these. */
function machine(files: Readonly<Record<string, string>>): { readonly root: string; readonly platform: "linux" } {
  const root = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return { root, platform: "linux" };
}

const drm = (driver: string): Readonly<Record<string, string>> => ({
  "dev/dri/renderD128": "",
  "sys/class/drm/renderD128/device/uevent": `DRIVER=${driver}\nPCI_ID=1\n`,
});

describe("GPUs of a machine", () => {
  test("NVIDIA's are named by their driver's files", () => {
    const information = "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 16\n";
    expect(seenGpus(machine({ "proc/driver/nvidia/gpus/0000:01:00.0/information": information }))).toEqual(["NVIDIA H100 80GB HBM3"]);
    expect(seenGpus(machine({ "dev/nvidia0": "" }))).toEqual(["NVIDIA GPU"]);
  });

  test("others by the driver of their device", () => {
    expect(seenGpus(machine(drm("amdgpu")))).toEqual(["AMD GPU"]);
    expect(seenGpus(machine(drm("i915")))).toEqual(["Intel GPU"]);
  });

  test("a machine without one has none, nor has one with the screen of a virtual machine or a device that is not let in", () => {
    expect(seenGpus(machine({}))).toEqual([]);
    expect(seenGpus(machine(drm("virtio_gpu")))).toEqual([]);
    expect(seenGpus(machine({ "sys/class/drm/renderD128/device/uevent": "DRIVER=amdgpu\n" }))).toEqual([]);
    expect(seenGpus({ platform: "darwin", arch: "x64" })).toEqual([]);
  });
});

describe("a GPU left idle", () => {
  const gpus = ["NVIDIA H100"];

  test("is told of where a processor computes, a software adapter included", () => {
    expect(idleGpuLine({ name: "simd", detail: {} }, gpus)).toMatch(
      /^Not used: NVIDIA H100\..*--backend webgpu or --backend node-gpu.*doctor/,
    );
    expect(idleGpuLine({ name: "webgpu", detail: { software: true } }, gpus)).toContain("NVIDIA H100");
    expect(idleGpuLine({ name: "tensorflow", detail: { device: "cpu" } }, gpus)).toContain("NVIDIA H100");
    expect(idleGpuLine({ name: "simd", detail: {} }, ["AMD GPU"])).not.toContain("node-gpu");
  });

  test("is not told of where it computes, or where there is none", () => {
    expect(idleGpuLine({ name: "webgpu", detail: { software: false } }, gpus)).toBeUndefined();
    expect(idleGpuLine({ name: "tensorflow", detail: { device: "gpu" } }, gpus)).toBeUndefined();
    expect(idleGpuLine({ name: "simd", detail: {} }, [])).toBeUndefined();
  });

  test("is one line of what a run says first", () => {
    const settings = readSettings({ profile: "smoke", out: "here" });
    const parts = {
      backend: { part: { name: "simd", detail: { threads: 2 } } },
      dataset: { part: { id: "fonts" } },
      manifolds: new Map([["fonts", {}]]),
      architectures: new Map([["cnn", {}]]),
    };
    const [first, second, third, ...rest] = headline(settings, parts, 2, gpus).split("\n");
    expect(first).toBe(
      "smoke: fonts, manifold fonts, cnn, pgd-linf, protocol paper, seed 1; backend simd (threads 2), in 2 worker processes",
    );
    expect(second).toBe(idleGpuLine(parts.backend.part, gpus));
    expect([third, ...rest]).toEqual(["results go to here"]);
    expect(headline(settings, parts, 2, []).split("\n")).toEqual([first, third]);
  });
});
