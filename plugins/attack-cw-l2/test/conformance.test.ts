import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack, type Protocol } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(protocol: Protocol, options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options, { protocol });
}

describe("paper", () => {
  testAttack("cw-l2", {
    quick: make("paper", { iterations: 4, searchSteps: 2, initialConstant: 1, learningRate: 0.1 }),
    strong: make("paper", { iterations: 60, searchSteps: 5, initialConstant: 0.5, learningRate: 0.006 }),
  });
});

describe("reference", () => {
  testAttack("cw-l2", { quick: make("reference", { iterations: 8, learningRate: 0.05 }) });
});

testPlugin(plugin, { kind: "attack", id: "cw-l2", refused: [{ kappa: -1 }, { searchSteps: 0 }, { learningRate: 0 }, { steps: 3 }] });
