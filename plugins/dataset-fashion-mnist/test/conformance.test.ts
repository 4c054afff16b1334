import { testDataset, testDatasetFiles, testPlugin } from "@disentangle/conformance";
import type { Offer } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import plugin, { openFashion } from "../src/index.ts";
import { isInDebian } from "../src/open-fashion.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testDataset("the sample of fashion-mnist", { dataset: () => openFashion({ files: "sample" }) });
testDatasetFiles("fashion-mnist", {
  offer: plugin.offers[0] as Offer<"dataset">,
  demanding: { files: "official" },
  content: { files: "sample" },
  elsewhere: isInDebian(),
});
testPlugin(plugin, {
  kind: "dataset",
  id: "fashion-mnist",
  refused: [{ files: "all" }, { folder: "" }, { group: "digits" }],
  accepted: [{ files: "sample" }, { folder: "here" }],
});
