import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "@disentangle/backend-simd";
import { encodeTensors, stored } from "@disentangle/artifacts";
import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { learnVaeGan, vaeGanManifold } from "../src/index.ts";
import { context, settings, toy } from "./toy.ts";

/** `python3`, or Debian's own, where another one without numpy stands before it. */
const PYTHON = [process.env["PYTHON"] ?? "python3", "/usr/bin/python3"].find(
  (program) => spawnSync(program, ["-c", "import numpy"]).status === 0,
);
const script = fileURLToPath(new URL("../tools/reconstruct.py", import.meta.url));

beforeAll(async () => void (await tf.setBackend("simd")));

function bytesOf(tensors: Readonly<Record<string, tf.Tensor>>): Uint8Array {
  return encodeTensors(
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, stored(tensor.dataSync<"float32">().slice(), tensor.shape)])),
  );
}

test.skipIf(PYTHON === undefined)(
  "a Python script reads what a lesson kept and repeats encoder and decoder (needs python3 with numpy)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "vae-gan-"));
    const { tensors } = await learnVaeGan({ dataset: toy, label: 1, settings: settings(1, 20) }, context(Random.seeded(1)));
    const shape = settings(1, 1);
    using manifold = vaeGanManifold({ id: "vae-gan", shape, lessons: [tensors], protocol: "reference", starts: 1, iterations: 0 });
    using rows = await toy.examples("test", Int32Array.of(1, 4, 7, 10));
    try {
      writeFileSync(join(folder, "class.safetensors"), bytesOf(tensors));
      writeFileSync(join(folder, "images.safetensors"), bytesOf({ images: rows.images }));
      const files = [join(folder, "class.safetensors"), join(folder, "images.safetensors")];
      const { stdout, stderr, status } = spawnSync(PYTHON as string, [script, ...files], { encoding: "utf8" });
      expect(status, stderr).toBe(0);
      const repeated = JSON.parse(stdout) as Readonly<Record<"mean" | "images", number[]>>;
      using space = manifold.codes?.space(rows) as NonNullable<ReturnType<NonNullable<typeof manifold.codes>["space"]>>;
      const far = (a: tf.Tensor, b: tf.TensorLike): number =>
        tf.tidy(() => tf.max(tf.abs(tf.sub(a, tf.tensor(b)))).dataSync()[0] as number);
      expect(far(space.origin, repeated.mean)).toBeLessThan(1e-4);
      expect(far(space.render(space.origin), repeated.images)).toBeLessThan(1e-4);
      expect(tf.max(tf.abs(space.origin)).dataSync()[0]).toBeGreaterThan(0.3);
    } finally {
      rmSync(folder, { recursive: true });
      tf.dispose({ ...tensors });
    }
  },
);
