import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDataset, testPlugin } from "@disentangle/conformance";
import { FileCache } from "@disentangle/files";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll } from "vitest";
import plugin, { openImages } from "../src/index.ts";
import { classFolder } from "./own-folder.ts";

let folder: string;
beforeAll(async () => {
  await tf.setBackend("cpu");
  folder = await mkdtemp(join(tmpdir(), "disentangle-own-"));
  await classFolder(join(folder, "own", "cat"), [200, 30, 30], 20);
  await classFolder(join(folder, "own", "dog"), [30, 200, 30], 30, 15, 9);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (): ReturnType<typeof openImages> =>
  openImages({ folder: join(folder, "own"), size: "12x8" }, new FileCache({ folder: join(folder, "cache") }));

testDataset("one's own images", { dataset: open, sample: 8 });
testPlugin(plugin, {
  kind: "dataset",
  id: "images",
  refused: [{ folder: "" }, { size: "big", folder: "x" }, { test: 1.5, folder: "x" }, { colours: 3, folder: "x" }],
  accepted: [
    { folder: "here", size: "48x64" },
    { folder: "here", size: 32, colours: "grey" },
  ],
});
