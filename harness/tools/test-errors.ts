// Test errors of the CNN, trained normally, on a dataset; prints what a fixture holds:
// node --conditions=@disentangle/source harness/tools/test-errors.ts emnist [sizes] [models]
import { argv, stdout } from "node:process";
import { Fault, Random, type Dataset, type Strategy } from "@disentangle/core";
import { testError } from "@disentangle/evaluation";
import { standardStrategies, train } from "@disentangle/training";
import { Catalogue } from "../src/parts/catalogue.ts";
import { configurePart } from "../src/parts/part-identity.ts";
import { RunScope } from "../src/parts/run-scope.ts";
import { parsePart } from "../src/request/part-choice.ts";

const SEED = 1;
const [name = "emnist", sizeList = "250,500,1000,2500,5000", models = "3"] = argv.slice(2);
const { signal } = new AbortController();
await using run = new RunScope({ seed: SEED, protocol: "paper", signal });
const catalogue = await Catalogue.load([]);
await (await (await configurePart(catalogue, "backend", parsePart("simd"))).make(run)).activate();
const dataset = await (await configurePart(catalogue, "dataset", parsePart(name))).make(run);
const cnn = await (await configurePart(catalogue, "architecture", parsePart("cnn"))).make(run);
const normal = standardStrategies("paper", []).find(({ id }) => id === "normal") as Strategy;

/** Percent of the test images that a model misclassifies. */
async function errorOf(dataset: Dataset, size: number, model: number): Promise<number> {
  const random = Random.seeded(SEED).fork(dataset.id, size, model);
  using classifier = cnn.build({ image: dataset.image, classes: dataset.classes.length }, random.fork("weights"));
  using examples = await dataset.examples(
    "train",
    Int32Array.from({ length: size }, (_, i) => i),
  );
  const none = (): never => {
    throw new Fault("contradiction", "Normal training attacks nothing.");
  };
  await train({ classifier, examples, strategy: normal, spaceOf: none, attackOf: none, random, signal });
  using frozen = classifier.freeze();
  const { errors, total } = await testError({ frozen, dataset, count: dataset.count("test"), signal });
  return Number(((100 * errors) / total).toFixed(2));
}

const rows: { readonly size: number; readonly percent: readonly number[]; readonly mean: number }[] = [];
for (const size of sizeList.split(",").map(Number)) {
  const percent: number[] = [];
  for (let model = 0; model < Number(models); model++) percent.push(await errorOf(dataset, size, model));
  rows.push({ size, percent, mean: Number((percent.reduce((sum, value) => sum + value) / percent.length).toFixed(2)) });
  process.stderr.write(`N = ${size}: ${percent.join(", ")} %\n`);
}
const counts = { train: dataset.count("train"), test: dataset.count("test") };
stdout.write(`${JSON.stringify({ dataset: dataset.id, fingerprint: dataset.fingerprint, images: counts, seed: SEED, rows }, null, 2)}\n`);
process.exit(0);
