import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf, type Attack } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

function make(options: object): () => Promise<Attack> {
  return () => partOf(plugin, "attack", options);
}

describe.each(["l2", "linf"])("%s", (norm) => {
  testAttack("deepfool", { quick: make({ norm, iterations: 5 }), strong: make({ norm }) });
});

testPlugin(plugin, {
  kind: "attack",
  id: "deepfool",
  refused: [{ iterations: 0 }, { norm: "l1" }, { overshoot: -1 }],
  accepted: [{ norm: "linf", candidates: 3 }],
});
