import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { testBackendAgreement, testOracle, testPlugin } from "@disentangle/conformance";
import { LINF, affine, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { explainLoad } from "../src/explain-load.ts";
import plugin from "../src/index.ts";
import { NodeGpuBackend } from "../src/node-gpu-backend.ts";
import { supplyUtil } from "../src/supply-util.ts";
import { packageManager } from "@disentangle/core";
import { locatePackage, mendPackage, PACKAGES } from "../src/tensorflow-package.ts";

const require = createRequire(import.meta.url);

/** Whether the package for a device is here with its native library. */
function built(device: "gpu" | "cpu"): boolean {
  try {
    return existsSync(join(dirname(require.resolve(`${PACKAGES[device]}/package.json`)), "lib/napi-v8/tfjs_binding.node"));
  } catch {
    return false;
  }
}

test("importing the plugin loads nothing", () => {
  expect(tf.findBackendFactory("tensorflow")).toBeNull();
});

testPlugin(plugin, { kind: "backend", id: "node-gpu", refused: [{ device: "tpu" }, { threads: 2 }] });

test("a package that is not installed is a fault with the commands that install it", () => {
  const locate = (): unknown => locatePackage("@tensorflow/tfjs-node-absent");
  expect(locate).toThrow(expect.objectContaining({ code: "unavailable" }));
  expect(locate).toThrow(mendPackage("@tensorflow/tfjs-node-absent", true));
});

test("the commands are those of the package manager at work", () => {
  const absent = "@tensorflow/tfjs-node-absent";
  for (const command of ["pnpm add -w", "pnpm approve-builds", "pnpm rebuild"])
    expect(mendPackage(absent, true, "pnpm")).toContain(`${command} ${absent}`);
  expect(mendPackage(absent, true, "npm")).toBe(`Run\n  npm install ${absent}@4.22.0`);
  expect(mendPackage(absent, false, "npm")).toBe(`Run\n  npm rebuild ${absent}`);
  expect(packageManager({ npm_config_user_agent: "pnpm/12.21.0 npm/? node/v24" })).toBe("pnpm");
  expect(packageManager({ npm_config_user_agent: "npm/11.0.0 node/v22" })).toBe("npm");
  expect(packageManager({})).toBe("npm");
});

test("what Node dropped from util is supplied, and nothing else is touched", () => {
  const util = require("node:util") as Record<string, unknown>;
  const before = { ...util };
  supplyUtil();
  const isNullOrUndefined = util["isNullOrUndefined"] as (value: unknown) => boolean;
  expect([undefined, null, 0, ""].map(isNullOrUndefined)).toEqual([true, true, false, false]);
  for (const [name, value] of Object.entries(before)) if (value !== undefined) expect(util[name]).toBe(value);
});

test("an error of loading says what is missing", () => {
  const installed = { name: "@tensorflow/tfjs-node-gpu", version: "4.22.0", url: "" };
  const library = explainLoad(installed, "Error: libcudart.so.11.0: cannot open shared object file: No such file or directory");
  expect(library).toMatchObject({ code: "unavailable", value: "libcudart.so.11.0", mend: expect.stringContaining("CUDA 11.2") });
  const addon = explainLoad(installed, "Error: The Node.js native addon module (tfjs_binding.node) can not be found at path: /x");
  expect(addon.mend).toContain(mendPackage("@tensorflow/tfjs-node-gpu", false));
  expect(explainLoad(installed, "Error: something else").message).toContain("something else");
});

describe.skipIf(built("cpu"))("where the native library is missing", () => {
  test("probe and activate say how to install it, and the active backend stays", async () => {
    const backend = new NodeGpuBackend({ device: "cpu" });
    expect(await backend.probe()).toMatchObject({
      works: false,
      mend: expect.stringMatching(/(npm|pnpm|yarn|bun) .*@tensorflow\/tfjs-node/),
    });
    await tf.setBackend("cpu");
    await expect(backend.activate()).rejects.toMatchObject({ code: "unavailable" });
    expect(tf.getBackend()).toBe("cpu");
  });
});

describe.skipIf(!built("gpu"))("on CUDA", () => {
  test("probe names the GPU, or says what is missing", async () => {
    const availability = await new NodeGpuBackend({ device: "gpu" }).probe();
    const told = availability.works ? availability.detail : `${availability.reason} ${availability.mend}`;
    expect(told).toMatch(availability.works ? /MiB\), TensorFlow 2/ : /finds no GPU.*nvidia-smi/);
  });
});

if (!built("cpu")) console.warn("skipped: node-gpu with device=cpu is not tested here, tools/build-addon.ts has not been run");

describe.skipIf(!built("cpu"))("on the processor", () => {
  const backend = new NodeGpuBackend({ device: "cpu" });

  test("probe leaves the active backend alone", async () => {
    await tf.setBackend("cpu");
    expect(await backend.probe()).toMatchObject({ works: true, detail: expect.stringContaining("TensorFlow 2.9") });
    expect(tf.getBackend()).toBe("cpu");
  });

  test("activate names the library and its version", async () => {
    expect(await backend.activate()).toMatchObject({ name: "tensorflow", detail: { tensorflow: "2.9.1", device: "cpu" } });
    expect(tf.getBackend()).toBe("tensorflow");
    // A kernel that asks util.isNullOrUndefined.
    expect([...(await tf.topk(tf.tensor1d([1, 3, 2]), 2).values.data())]).toEqual([3, 2]);
  });

  test("renders a letter to the same bytes in every batch", async () => {
    await backend.activate();
    const codes = tf.add<tf.Tensor2D>(tf.randomUniform([100, 6], -0.3, 0.3, "float32", 3), [0, 0, 0, 0, 1, 0]);
    const images = tf.randomUniform<tf.Rank.R4>([100, 28, 28, 1], 0, 1, "float32", 4);
    const render = (from: number, count: number): Promise<Float32Array> =>
      tf.tidy(() => affine(tf.slice(images, from, count), tf.slice(codes, from, count))).data() as Promise<Float32Array>;
    const whole = await render(0, 100);
    for (const count of [1, 7, 23]) {
      for (let from = 0; from + count <= 100; from += count) {
        expect(await render(from, count)).toEqual(whole.slice(784 * from, 784 * (from + count)));
      }
    }
  });

  testBackendAgreement("TensorFlow's native library", {
    backend,
    attacks: [projectedDescent("stopping", LINF, { iterations: 10, learningRate: 0.02, keep: "first", scaling: "coordinate" })],
  });

  // Everything else is refused in words, nothing is silently wrong.
  const paddings = [
    "avgPool, one padding for an oblong filter or stride",
    "avgPool, padded",
    "avgPool3d, padded",
    "depthwiseConv2d",
    "depthwiseConv2d, dilated",
    "depthwiseConv2d of many channels",
    "depthwiseConv2d, one padding for an oblong filter or stride",
    "fused.depthwiseConv2d",
    "maxPool",
    "maxPool, one padding for an oblong filter or stride",
    "maxPool3d",
  ];
  const missing = ["image.rotateWithOffset", "image.transform", "maxPoolWithArgmax"];
  testOracle(
    "TensorFlow's native library",
    { backend, runs: 6 },
    {
      broken: [
        "floorDiv: values",
        "conv2d: gradient",
        "fused.conv2d: gradient",
        ...[...paddings, ...missing].flatMap((name) => [`${name}: values`, `${name}: gradient`]),
      ],
    },
  );
});
