import { testAttack, testPlugin } from "@disentangle/conformance";
import { partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

testAttack("template", {
  quick: () => partOf(plugin, "attack", { iterations: 8 }),
  strong: () => partOf(plugin, "attack", { iterations: 60 }),
});

testPlugin(plugin, { kind: "attack", id: "template", accepted: [{ iterations: 3 }], refused: [{ iterations: 0 }, { speed: 2 }] });
