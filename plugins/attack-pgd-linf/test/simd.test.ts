import "@disentangle/backend-simd";
import { testAttack } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin from "../src/index.ts";

beforeAll(async () => {
  await tf.setBackend("simd");
});

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

testAttack("pgd-linf on simd", {
  quick: make({ iterations: 8, learningRate: 0.05 }),
  strong: make({ iterations: 120, learningRate: 0.02 }),
});
