import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

describe.each(["linf", "l2", "l1"])("%s", (norm) => {
  testAttack("fab", { quick: make({ norm, iterations: 5, targets: 2 }), strong: make({ norm, iterations: 20 }), tightness: 1.01 });
});

describe("towards the nearest of all classes", () => {
  const options = { norm: "l2", targeted: false };
  testAttack("fab", { quick: make({ ...options, iterations: 3 }), strong: make({ ...options, iterations: 20 }), tightness: 1.01 });
});

describe("from several starts", () => {
  testAttack("fab", { quick: make({ iterations: 3, targets: 2, restarts: 2 }), strong: make({ iterations: 20, restarts: 2 }) });
});

testPlugin(plugin, { kind: "attack", id: "fab", refused: [{ iterations: 0 }, { norm: "l0" }, { targets: 0 }], accepted: [{ norm: "l1" }] });
