import { testAttack, testAttackDefaults, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

testAttack("pgd-l2", {
  quick: make({ iterations: 8, learningRate: 0.05 }),
  strong: make({ iterations: 120, learningRate: 0.02, scaling: "row" }),
});

testAttackDefaults("pgd-l2", plugin, 40);

testPlugin(plugin, { kind: "attack", id: "pgd-l2", refused: [{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }] });
