import { testAttack, testAttackDefaults, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

describe.each(["stopping", "run-through"])("mode %s", (mode) => {
  testAttack("pgd-linf", {
    quick: make({ iterations: 8, learningRate: 0.05, mode }),
    strong: make({ iterations: 120, learningRate: 0.02, mode }),
  });
});

testAttackDefaults("pgd-linf", plugin, 40);

testPlugin(plugin, { kind: "attack", id: "pgd-linf", refused: [{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }] });
