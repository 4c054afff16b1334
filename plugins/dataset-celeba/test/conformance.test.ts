import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDataset, testPlugin } from "@disentangle/conformance";
import { FileCache } from "@disentangle/files";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll } from "vitest";
import plugin, { openCeleba } from "../src/index.ts";
import { celebaFolder } from "./celeba-folder.ts";

let folder: string;
beforeAll(async () => {
  await tf.setBackend("cpu");
  folder = await mkdtemp(join(tmpdir(), "disentangle-celeba-"));
  await celebaFolder(join(folder, "celeba"), 60);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

testDataset("celeba", { dataset: () => openCeleba({}, new FileCache({ folder })), sample: 6 });
testPlugin(plugin, {
  kind: "dataset",
  id: "celeba",
  refused: [{ attribute: "Tall" }, { split: "mine" }, { folder: "" }, { size: 3 }],
  accepted: [{ attribute: "Smiling", split: "official", folder: "here" }],
});
