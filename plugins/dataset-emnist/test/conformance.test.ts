import { testDataset, testDatasetFiles, testPlugin } from "@disentangle/conformance";
import type { Offer } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin, { openEmnist } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testDataset("the sample of emnist", { dataset: () => openEmnist({ files: "sample" }) });
testDatasetFiles("emnist", {
  offer: plugin.offers[0] as Offer<"dataset">,
  demanding: { files: "official" },
  content: { files: "sample" },
});
testPlugin(plugin, {
  kind: "dataset",
  id: "emnist",
  refused: [{ group: "byclass" }, { files: "all" }, { folder: "" }, { size: 3 }],
  accepted: [{ group: "letters" }, { folder: "here", orientation: "upright" }],
});
