import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import cnn from "@disentangle/architecture-cnn";
import { decodeTensors } from "@disentangle/artifacts";
import { partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { artifactTensors } from "../src/run/kinds/stored-tensors.ts";
import { folder } from "./command.ts";

const PYTHON = [process.env["PYTHON"] ?? "python3", "/usr/bin/python3"].find(
  (python) => spawnSync(python, ["-c", "import numpy"]).status === 0,
);
const TOOL = join(import.meta.dirname, "../tools/from_pytorch.py");
/** The state dict of a small network of torch 1.13, and its logits for two images of 12 × 8. */
const STATE = join(import.meta.dirname, "examples/torch-cnn.safetensors");
const { images, logits } = JSON.parse(readFileSync(join(import.meta.dirname, "examples/torch-cnn.json"), "utf8")) as {
  images: number[];
  logits: number[][];
};

test.skipIf(PYTHON === undefined)("weights of PyTorch give PyTorch's logits (needs python3 with numpy)", async () => {
  const out = join(folder(), "cnn.safetensors");
  const done = spawnSync(PYTHON as string, [TOOL, STATE, out, "--architecture", "cnn"], { encoding: "utf8" });
  expect(done.status, done.stderr).toBe(0);
  const { tensors, metadata } = decodeTensors(readFileSync(out));
  expect(metadata).toEqual({ architecture: "cnn" });
  await tf.setBackend("cpu");
  const architecture = await partOf(cnn, "architecture", { channels: 2, hidden: 5, stages: 2 });
  using classifier = architecture.build({ image: [12, 8, 1], classes: 3 }, artifactTensors({ tensors }));
  using frozen = classifier.freeze();
  const found = frozen.classify(tf.tensor4d(images, [2, 12, 8, 1])).arraySync();
  for (const [i, row] of found.entries()) for (const [k, value] of row.entries()) expect(value).toBeCloseTo(logits[i]?.[k] as number, 5);
});

test.skipIf(PYTHON === undefined)("a state dict of another network is refused, with both lists of layers", () => {
  const { status, stderr } = spawnSync(PYTHON as string, [TOOL, STATE, "--list", "--architecture", "mlp"], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/has 6 layers with weights where mlp has 3: .* against linear1, norm1, linear2/);
});
