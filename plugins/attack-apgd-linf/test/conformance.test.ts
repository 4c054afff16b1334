import { testAttack, testAttackDefaults, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { checkpoints } from "../src/checkpoints.ts";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
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

testAttackDefaults("apgd-linf", plugin, 100);

testPlugin(plugin, { kind: "attack", id: "apgd-linf", refused: [{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }] });
