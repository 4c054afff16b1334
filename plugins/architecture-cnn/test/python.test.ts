import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeTensors, stored } from "@disentangle/artifacts";
import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { cnn } from "../src/architecture.ts";

const PYTHON = process.env["PYTHON"] ?? "python3";
const hasNumpy = spawnSync(PYTHON, ["-c", "import numpy"]).status === 0;
const script = fileURLToPath(new URL("../tools/logits.py", import.meta.url));

beforeAll(async () => void (await tf.setBackend("cpu")));

function bytesOf(tensors: Readonly<Record<string, tf.Tensor>>): Uint8Array {
  return encodeTensors(
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, stored(tensor.dataSync<"float32">().slice(), tensor.shape)])),
  );
}

test.skipIf(!hasNumpy)("a Python script reads the saved state and repeats the logits (needs python3 with numpy)", () => {
  const folder = mkdtempSync(join(tmpdir(), "cnn-"));
  using classifier = cnn({ channels: 16 }).build({ image: [28, 28, 1], classes: 10 }, Random.seeded(1));
  const images = tf.randomUniform<tf.Rank.R4>([4, 28, 28, 1], 0, 1, "float32", 5);
  try {
    const random = Random.seeded(2);
    for (const parameter of Object.values(classifier.parameters())) {
      parameter.assign(
        tf.tensor(
          parameter.dataSync().map((value) => value * (1 + 0.2 * random.normal()) + 0.05 * random.normal()),
          parameter.shape,
        ),
      );
    }
    for (let i = 0; i < 3; i++) classifier.logits(images, "train");
    writeFileSync(join(folder, "weights.safetensors"), bytesOf(classifier.state()));
    writeFileSync(join(folder, "images.safetensors"), bytesOf({ images }));
    const { stdout, stderr, status } = spawnSync(
      PYTHON,
      [script, join(folder, "weights.safetensors"), join(folder, "images.safetensors")],
      { encoding: "utf8" },
    );
    expect(status, stderr).toBe(0);
    const repeated = JSON.parse(stdout) as number[][];
    const logits = classifier.logits(images, "eval").arraySync();
    const differences = logits.flatMap((row, i) => row.map((value, k) => Math.abs(value - (repeated[i]?.[k] as number))));
    expect(differences).toHaveLength(40);
    expect(Math.max(...differences)).toBeLessThan(1e-4);
    expect(Math.max(...logits.flat().map(Math.abs))).toBeGreaterThan(0.5);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
