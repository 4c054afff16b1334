import { testDataset, testPlugin } from "@disentangle/conformance";
import { partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

testDataset("template", { dataset: () => partOf(plugin, "dataset") });

testPlugin(plugin, { kind: "dataset", id: "template", accepted: [{ noise: 0 }], refused: [{ noise: 2 }, { nose: 0.1 }] });
