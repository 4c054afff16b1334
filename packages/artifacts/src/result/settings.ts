import * as v from "valibot";
import { count, described, json, list, row, spaceName, text } from "./fields.ts";

const part = {
  id: described(text, "Id of the part."),
  options: v.pipe(
    v.record(v.string(), json),
    v.readonly(),
    v.description("Its options as it parsed them, with the defaults of those that were not given."),
  ),
};

/** A part and the options it was configured with, defaults filled in. */
export interface PartSetting extends v.InferOutput<typeof partSetting> {}
const partSetting = row("PartSetting", "A part and the options it was configured with.", part);

/** An architecture of the run, or an attack beside the one under test. */
export interface NamedSetting extends v.InferOutput<typeof namedSetting> {}
const namedSetting = row("NamedSetting", "An architecture of the run, or an attack beside the one under test.", {
  ...part,
  name: described(text, "By which rows refer to it: its id, with options where two have the same id."),
});

/** The dataset of the run. */
export interface DatasetSetting extends v.InferOutput<typeof datasetSetting> {}
const datasetSetting = row("DatasetSetting", "The dataset of the run.", {
  ...part,
  fingerprint: described(text, "Changes whenever an image, label or code would."),
  classes: list(text, "Names of the classes; a label is a position in this list."),
  testLabels: list(count, "Labels of the first test images, as many as were attacked."),
  image: described(v.pipe(v.tuple([count, count, count]), v.readonly()), "Height, width and channels of an image."),
  sample: v.exactOptional(described(v.literal(true), "Present where only a sample of the dataset was here.")),
});

/** A manifold of the run. */
export interface ManifoldSetting extends v.InferOutput<typeof manifoldSetting> {}
const manifoldSetting = row("ManifoldSetting", "A manifold of the run.", {
  ...part,
  exact: described(v.boolean(), "Whether it is the true manifold rather than an approximation."),
  codes: described(v.boolean(), "Whether it has latent codes, so that `latent/<id>` can be searched."),
});

/** A share of every training batch. */
export interface GroupSetting extends v.InferOutput<typeof groupSetting> {}
const groupSetting = row("GroupSetting", "A share of every training batch.", {
  fraction: described(v.number(), "Its share of the batch, in (0, 1]."),
  weight: described(v.number(), "Weight of the mean loss of the group in that of the step."),
  space: described(v.union([v.literal("clean"), spaceName]), "Where its images are perturbed; `clean` where they are not."),
  attack: v.exactOptional(described(partSetting, "The attack that makes the examples; absent for clean groups.")),
  radius: v.exactOptional(described(v.number(), "Radius of the ball, in units of the space.")),
  apart: v.exactOptional(described(v.literal(true), "Present where its rows come from a permutation of its own.")),
});

/** A training strategy and how far it was run. */
export interface StrategySetting extends v.InferOutput<typeof strategySetting> {}
const strategySetting = row("StrategySetting", "A training strategy and how far it was run.", {
  id: text,
  sizes: list(count, "Training sizes N, ascending."),
  models: described(count, "Models per size."),
  steps: list(list(groupSetting, "The groups of one step."), "What a training batch is made of: the groups of every step."),
});

/** Where tensors were computed. */
export interface BackendSetting extends v.InferOutput<typeof backendSetting> {}
const backendSetting = row("BackendSetting", "Where tensors were computed.", {
  id: text,
  name: described(text, "Name of the TensorFlow.js backend."),
  detail: v.pipe(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    v.readonly(),
    v.description("Versions, threads, adapter, limits."),
  ),
});

/** A package that a result passed through. */
export interface PackageSetting extends v.InferOutput<typeof packageSetting> {}
const packageSetting = row("PackageSetting", "A package that the result passed through.", { name: text, version: text });

/** What was run. */
export interface RunSettings extends v.InferOutput<typeof runSettings> {}
/** Schema of {@link RunSettings}. */
export const runSettings = row("RunSettings", "What was run.", {
  profile: text,
  evidence: described(v.boolean(), "Whether the profile is large enough for verdicts to count; false for `smoke`."),
  protocol: described(
    v.picklist(["paper", "reference"]),
    "What the paper says, or what the released code does where that changes numbers.",
  ),
  dataset: datasetSetting,
  architectures: list(namedSetting, "Each was trained and attacked by itself and has its own verdicts."),
  attack: described(partSetting, "The attack under test."),
  minimumNorm: v.exactOptional(
    described(partSetting, "The minimum-norm attack beside the sweeps of the attack under test; absent where there was none."),
  ),
  beside: list(namedSetting, "Further attacks on the same models, which no claim looks at."),
  manifolds: list(
    manifoldSetting,
    "The manifolds of the run, in the order asked for; none where the dataset has none and no claim needs one.",
  ),
  ruler: v.exactOptional(described(text, "Id of the manifold that distances were measured to; absent where there is none.")),
  latent: v.exactOptional(
    described(
      spaceName,
      "The latent space that claims judge; absent where no manifold of the run has codes. Others were attacked beside it.",
    ),
  ),
  strategies: list(strategySetting, "How models were trained."),
  sizes: list(count, "Training sizes N, ascending."),
  testImages: described(count, "Test images for the test error."),
  attackedImages: v.pipe(
    v.record(spaceName, count),
    v.readonly(),
    v.description("Attacked test images by the name of the space; a space that was not searched is absent."),
  ),
  restarts: count,
  targeted: v.exactOptional(
    described(text, "The class that attacks were to reach: `next`, `least-likely` or `random`; absent where any wrong one counts."),
  ),
  seed: v.number(),
  workers: described(count, "Worker processes; 0 where everything ran in the process of the run itself."),
  threads: described(count, "Threads the backend of each process may use; 0 where the backend decides."),
  backend: backendSetting,
  plugins: list(packageSetting, "Every package a part came from."),
  machine: described(text, "The machine in words: system, processor, runtime."),
});
