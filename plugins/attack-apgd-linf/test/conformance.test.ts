import { testAttack, testAttackOptions } from "@disentangle/conformance";
import type { Attack, Scope } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { checkpoints } from "../src/checkpoints.ts";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return async () => (await plugin.offers[0]?.configure(options)({ protocol: "paper" } as Scope)) as Attack;
}

describe.each([
  { loss: "given", mode: "stopping" },
  { loss: "dlr", mode: "run-through" },
])("loss $loss, mode $mode", (options) => {
  testAttack("apgd-linf", { quick: make({ ...options, iterations: 10 }), strong: make({ ...options, iterations: 60 }) });
});

test("looks back at the iterations of the paper: 22, 41, 57, 70, 80, 87, 93 and 99 of 100", () => {
  expect([...checkpoints(100).keys()]).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  expect([...checkpoints(100).values()].reduce((sum, period) => sum + period, 0)).toBe(99);
});

testAttackOptions("apgd-linf", { plugin, updates: 100, refused: [{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }] });
