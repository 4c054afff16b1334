// Trains the CNN, a small one, and writes what peers need to attack it as we do: weights, 200 test images and
// their labels, as a gzipped safetensors file. Run it for each of the three subjects of
// fixtures/attack-peers.json:
//
//     node --conditions=@disentangle/source harness/tools/attack-subjects.ts fonts \
//       fixtures/attack-peers-fonts.safetensors.gz
//
// The files are committed, so that every machine and every peer attacks the same bytes.
import { writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { gzipSync } from "node:zlib";
import { encodeTensors, stored } from "@disentangle/artifacts";
import { Fault, Random, type Strategy } from "@disentangle/core";
import { imageSpace } from "@disentangle/ops";
import { train } from "@disentangle/training";
import { Catalogue } from "../src/parts/catalogue.ts";
import { configurePart } from "../src/parts/part-identity.ts";
import { RunScope } from "../src/parts/run-scope.ts";
import { parsePart } from "../src/request/part-choice.ts";
import { SUBJECT_NETWORK } from "./attack-subject.ts";

const SEED = 1;
const [SIZE, IMAGES] = [4000, 200];

const normal: Strategy = { id: "normal", steps: [[{ fraction: 1, weight: 1, space: "clean" }]] };
const attack = { id: "pgd-linf", options: { iterations: 10, learningRate: 0.02, mode: "run-through" } };
const adversarial: Strategy = { id: "adversarial", steps: [[{ fraction: 1, weight: 1, space: "image", attack, radius: 0.1 }]] };

const SUBJECTS: Readonly<Record<string, { readonly dataset: string; readonly strategy: Strategy }>> = {
  fonts: { dataset: "fonts", strategy: normal },
  emnist: { dataset: "emnist:files=sample", strategy: normal },
  "emnist-adversarial": { dataset: "emnist:files=sample", strategy: adversarial },
};

const [name = "", to = "subject.safetensors.gz"] = argv.slice(2);
const subject = SUBJECTS[name];
if (subject === undefined) {
  throw new Fault("bad-option", `There is no subject ${name}.`, { value: name, mend: `Name one of ${Object.keys(SUBJECTS).join(", ")}.` });
}
const { signal } = new AbortController();
await using run = new RunScope({ seed: SEED, protocol: "paper", signal });
const catalogue = await Catalogue.load([]);
await (await (await configurePart(catalogue, "backend", parsePart("simd:threads=1"))).make(run)).activate();
const dataset = await (await configurePart(catalogue, "dataset", parsePart(subject.dataset))).make(run);
const cnn = await (await configurePart(catalogue, "architecture", { id: "cnn", options: SUBJECT_NETWORK })).make(run);
const random = Random.seeded(SEED).fork(dataset.id, SIZE);
const rows = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

using classifier = cnn.build({ image: dataset.image, classes: dataset.classes.length }, random.fork("weights"));
using examples = await dataset.examples("train", rows(SIZE));
await train({
  classifier,
  examples,
  strategy: subject.strategy,
  spaceOf: (_, { images }) => imageSpace(images),
  attackOf: async ({ id, options = {} }) => (await configurePart(catalogue, "attack", { id, options })).make(run),
  random,
  signal,
});
using attacked = await dataset.examples("test", rows(IMAGES));
const weights = Object.entries(classifier.state()).map(([path, variable]) => [
  `weights/${path}`,
  { dtype: "F32" as const, shape: variable.shape, data: variable.dataSync<"float32">() },
]);
const tensors = encodeTensors(
  {
    ...Object.fromEntries(weights),
    // In 255ths, as files hold images; both sides attack these.
    images: stored(
      Uint8Array.from(attacked.images.dataSync<"float32">(), (value) => Math.round(255 * value)),
      attacked.images.shape,
    ),
    labels: stored(attacked.labels),
  },
  { dataset: dataset.fingerprint, strategy: subject.strategy.id, size: String(SIZE), seed: String(SEED) },
);
await writeFile(to, gzipSync(tensors, { level: 9 }));
process.exit(0);
