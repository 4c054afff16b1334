import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { testPlugin } from "@disentangle/conformance";
import { Fault, partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { WebgpuBackend } from "../src/webgpu-backend.ts";
import { withoutAdapter } from "./software-adapter.ts";

const OPTIONS = { powerPreference: "high-performance", adapter: "" } as const;
const missing = await withoutAdapter();
if (missing !== undefined) console.warn(`skipped: the webgpu backend is not tested here, ${missing}`);

/** Computes and reads; a fault may come from either. */
const sum = async (make: () => tf.Tensor): Promise<Float32Array> => (await make().add(1).sum().data()) as Float32Array;

test("importing the plugin touches nothing", () => {
  expect(tf.findBackendFactory("webgpu")).toBeNull();
  expect(navigator.gpu).toBeUndefined();
});

testPlugin(plugin, { kind: "backend", id: "webgpu", refused: [{ powerPreference: "most" }, { adapter: 1 }, { threads: 2 }] });

describe.skipIf(missing !== undefined)("on an adapter", () => {
  const open: WebgpuBackend[] = [];
  const start = async (): Promise<WebgpuBackend> => {
    const backend = new WebgpuBackend(OPTIONS);
    open.push(backend);
    await backend.activate();
    return backend;
  };
  afterEach(async () => {
    await tf.setBackend("cpu");
    for (const backend of open.splice(0)) await backend[Symbol.asyncDispose]();
  });

  test("probe names the adapter and says what kind it is", async () => {
    const availability = await new WebgpuBackend(OPTIONS).probe();
    expect(availability).toEqual({ works: true, detail: expect.stringMatching(/.+ \((software, slow|hardware)\), tensors to \d+ MiB/) });
    expect(tf.findBackendFactory("webgpu")).toBeNull();
  });

  test("activate makes it the active backend and records the adapter with its limits", async () => {
    const backend = new WebgpuBackend(OPTIONS);
    open.push(backend);
    const info = await backend.activate();
    expect(tf.getBackend()).toBe("webgpu");
    expect(info).toMatchObject({
      name: "webgpu",
      detail: { tfjs: tf.version_core, software: expect.any(Boolean), through: expect.stringMatching(/^Dawn \(webgpu \d/) },
    });
    expect(info.detail["maxBufferSize"]).toBeGreaterThanOrEqual(2 ** 28);
    const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]).mul(2));
    expect([...(await product.data())]).toEqual([6, 6, 6, 6]);
    expect(navigator.gpu).toBeUndefined();
  });

  test("it can be given back and started again", async () => {
    const first = await start();
    await tf.setBackend("cpu");
    await first[Symbol.asyncDispose]();
    await start();
    expect((await tf.range(0, 2000).sum().data())[0]).toBe(1999000);
  });

  test("a tensor too large for the adapter is a fault, not zeros", async () => {
    await start();
    expect(() =>
      tf
        .range(0, 2 ** 14)
        .reshape([-1, 1])
        .matMul(tf.range(0, 2 ** 15).reshape([1, -1])),
    ).toThrow(expect.objectContaining({ code: "out-of-memory" }));
  });

  test("an error of the device is a fault, not zeros", async () => {
    await start();
    const x = tf.ones([64, 64]);
    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    device.createBuffer({ size: device.limits.maxBufferSize + 4, usage: 128 });
    await expect(sum(() => tf.matMul(x, x))).rejects.toMatchObject({ name: "Fault", code: "out-of-memory" });
    expect(() => tf.add(x, 1)).toThrow(Fault);
  });

  test("a shader that does not compile is a fault, not zeros", async () => {
    await start();
    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    device.createShaderModule({ code: "this is not WGSL" });
    await expect(sum(() => tf.ones([64, 64]))).rejects.toMatchObject({ name: "Fault", code: "crashed" });
  });

  test("a lost device is a fault that says so", async () => {
    await start();
    const x = tf.ones([64, 64]).add(1);
    (tf.backend() as unknown as { readonly device: GPUDevice }).device.destroy();
    await expect(x.data()).rejects.toMatchObject({ name: "Fault", code: "crashed", message: expect.stringContaining("lost") });
  });

  test("reading synchronously, which Node cannot, is a fault that names the way", async () => {
    await start();
    expect(() => tf.ones([64, 64]).add(1).dataSync()).toThrow(/Await `data\(\)`/);
  });

  test("a process that computed on it ends by itself", async () => {
    const script = fileURLToPath(new URL("compute-and-end.ts", import.meta.url));
    const env = { ...process.env, LD_LIBRARY_PATH: `${process.env["LD_LIBRARY_PATH"] ?? ""}:/usr/lib/chromium` };
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@disentangle/source", script], { env, timeout: 120_000 });
    expect(stdout).toBe("1999000\n");
  });

  test("options choose the adapter; a name there is none of is a fault", async () => {
    const made = await partOf(plugin, "backend", { adapter: "no such adapter" });
    expect(await made.probe()).toMatchObject({ works: false });
  });
});
