import { testAttack, testAttackDefaults, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { checkpoints } from "../src/checkpoints.ts";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(id: string, options: object): () => Promise<Attack> {
  return () => partOf(plugin, `attack/${id}`, options);
}

describe.each([
  { id: "apgd-linf", loss: "given", mode: "stopping" },
  { id: "apgd-linf", loss: "dlr", mode: "run-through" },
  { id: "apgd-linf", loss: "targeted-dlr", mode: "stopping" },
  { id: "apgd-l2", loss: "given", mode: "run-through" },
  { id: "apgd-l2", loss: "targeted-dlr", mode: "stopping" },
  { id: "apgd-l1", loss: "given", mode: "stopping" },
  { id: "apgd-l1", loss: "logit-difference", mode: "run-through" },
])("$id, loss $loss, mode $mode", ({ id, ...options }) => {
  testAttack(id, {
    quick: make(id, { ...options, iterations: 10, targets: 2 }),
    strong: make(id, { ...options, iterations: 60, targets: 2 }),
  });
});

test("looks back at the iterations of the paper: 22, 41, 57, 70, 80, 87, 93 and 99 of 100", () => {
  expect([...checkpoints(100).keys()]).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  expect([...checkpoints(100).values()].reduce((sum, period) => sum + period, 0)).toBe(99);
});

for (const id of ["apgd-linf", "apgd-l2", "apgd-l1"]) {
  testAttackDefaults(id, plugin, 100);
  testPlugin(plugin, {
    kind: "attack",
    id,
    accepted: [{ loss: "targeted-dlr", targets: 3 }],
    refused: [{ iterations: -1 }, { mode: "sometimes" }, { speed: 2 }, { loss: "hinge" }],
  });
}
