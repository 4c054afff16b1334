import { testAttack, testAttackOptions } from "@disentangle/conformance";
import type { Attack, Scope } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

const scope = { protocol: "paper" } as Scope;

function make(options: object): () => Promise<Attack> {
  return async () => (await plugin.offers[0]?.configure(options)(scope)) as Attack;
}

describe.each(["stopping", "run-through"])("mode %s", (mode) => {
  testAttack("pgd-linf", {
    quick: make({ iterations: 8, learningRate: 0.05, mode }),
    strong: make({ iterations: 120, learningRate: 0.02, mode }),
  });
});

testAttackOptions("pgd-linf", { plugin, updates: 40, refused: [{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }] });
