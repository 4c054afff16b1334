// Trains the CNN on a dataset and writes what peers need to attack it as we do: weights, 200 test images and their
// labels, as one safetensors file: node --conditions=@disentangle/source harness/tools/attack-subjects.ts fonts 1000 out.safetensors
import { writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { encodeTensors, stored } from "@disentangle/artifacts";
import { Fault, Random, type Strategy } from "@disentangle/core";
import { standardStrategies, train } from "@disentangle/training";
import { Catalogue } from "../src/parts/catalogue.ts";
import { configurePart } from "../src/parts/part-identity.ts";
import { RunScope } from "../src/parts/run-scope.ts";
import { parsePart } from "../src/request/part-choice.ts";

const SEED = 1;
const IMAGES = 200;
const [name = "fonts", size = "1000", to = "subject.safetensors"] = argv.slice(2);
const { signal } = new AbortController();
await using run = new RunScope({ seed: SEED, protocol: "paper", signal });
const catalogue = await Catalogue.load([]);
await (await (await configurePart(catalogue, "backend", parsePart("simd:threads=1"))).make(run)).activate();
const dataset = await (await configurePart(catalogue, "dataset", parsePart(name))).make(run);
const cnn = await (await configurePart(catalogue, "architecture", parsePart("cnn"))).make(run);
const normal = standardStrategies("paper", []).find(({ id }) => id === "normal") as Strategy;
const random = Random.seeded(SEED).fork(dataset.id, Number(size));

using classifier = cnn.build({ image: dataset.image, classes: dataset.classes.length }, random.fork("weights"));
using examples = await dataset.examples(
  "train",
  Int32Array.from({ length: Number(size) }, (_, i) => i),
);
const none = (): never => {
  throw new Fault("contradiction", "Normal training attacks nothing.");
};
await train({ classifier, examples, strategy: normal, spaceOf: none, attackOf: none, random, signal });
using attacked = await dataset.examples(
  "test",
  Int32Array.from({ length: IMAGES }, (_, i) => i),
);
const weights = Object.entries(classifier.state()).map(([path, variable]) => [
  `weights/${path}`,
  { dtype: "F32" as const, shape: variable.shape, data: variable.dataSync<"float32">() },
]);
await writeFile(
  to,
  encodeTensors(
    {
      ...Object.fromEntries(weights),
      // In 255ths, as files hold images; both sides attack these.
      images: stored(
        Uint8Array.from(attacked.images.dataSync<"float32">(), (value) => Math.round(255 * value)),
        attacked.images.shape,
      ),
      labels: stored(attacked.labels),
    },
    { dataset: dataset.fingerprint, size, seed: String(SEED) },
  ),
);
process.exit(0);
