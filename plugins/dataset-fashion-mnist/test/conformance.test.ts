import { testDataset, testPlugin } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin, { openFashion } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testDataset("the sample of fashion-mnist", { dataset: () => openFashion({ files: "sample" }) });
testPlugin(plugin, { kind: "dataset", id: "fashion-mnist", refused: [{ files: "all" }, { folder: "" }, { group: "digits" }] });
