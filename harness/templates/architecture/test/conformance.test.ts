import { testArchitecture, testPlugin } from "@disentangle/conformance";
import { partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

const architecture = await partOf(plugin, "architecture", { channels: 3 });
testArchitecture("template", { architecture, image: [8, 8, 1], classes: 3 });

testPlugin(plugin, { kind: "architecture", id: "template", accepted: [{ channels: 3 }], refused: [{ channels: 0 }, { depth: 2 }] });
