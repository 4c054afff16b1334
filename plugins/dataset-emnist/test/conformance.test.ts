import { testDataset, testPlugin } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin, { openEmnist } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testDataset("the sample of emnist", { dataset: () => openEmnist({ files: "sample" }) });
testPlugin(plugin, { kind: "dataset", id: "emnist", refused: [{ group: "byclass" }, { files: "all" }, { folder: "" }, { size: 3 }] });
