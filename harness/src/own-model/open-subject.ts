import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { decodeTensors } from "@disentangle/artifacts";
import { Fault, reasonOf, type Architecture, type Frozen, type ImageShape } from "@disentangle/core";
import { areProbabilities, classifierFrom } from "@disentangle/ops";
import { openModel } from "@disentangle/ops/model-file";
import * as tf from "@tensorflow/tfjs";
import type { PartChoice } from "../request/part-choice.ts";
import { artifactTensors } from "../run/kinds/stored-tensors.ts";
import type { AttackSettings } from "./attack-options.ts";

/** A model file, opened: what it says of its images, and the classifier that it is for given ones. */
export interface Subject extends Disposable {
  readonly file: string;
  readonly format: "layers-model" | "graph-model" | "weights";
  readonly sha256: string;
  /** Height and width, and channels, where the model says them. */
  readonly side: readonly [height: number, width: number] | undefined;
  readonly channels: number | undefined;
  /**
   * The classifier to attack.
   *
   * @param warn told what is odd about it
   */
  classifier(image: ImageShape, classes: number, warn: (words: string) => void): Classified;
}

/** A classifier, and what its outputs are. */
export interface Classified {
  readonly frozen: Frozen;
  readonly outputs: "logits" | "probabilities";
}

/** How an architecture is made by name. */
export type MakeArchitecture = (choice: PartChoice) => Promise<Architecture>;

/**
 * Opens the model that is to be attacked; the caller disposes of it.
 *
 * @throws Fault what {@link openModel} throws; `bad-option` and `bad-data` of weights
 */
export async function openSubject(settings: AttackSettings, make: MakeArchitecture): Promise<Subject> {
  const { model: path } = settings;
  if (extname(path).toLowerCase() === ".safetensors") return openWeights(settings, make);
  if (settings.architecture !== undefined) {
    throw new Fault("contradiction", "--architecture is for weights in a .safetensors file; a model.json says its layers itself.", {
      value: path,
      mend: "Leave it out.",
    });
  }
  const { format, model } = await openModel(path);
  const { layout, side, channels } = inputOf(path, model.inputs);
  const call = preparation(settings, layout);
  return {
    file: basename(path),
    format,
    sha256: await hashOf(path),
    side,
    channels,
    classifier: (image, _classes, warn) => {
      const outputs =
        settings.outputs === "auto" ? outputsOf((images) => model.predict(call(images)) as tf.Tensor, settings, image) : settings.outputs;
      return { outputs, frozen: classifierFrom(model, { image, range: settings.range, preprocess: call, outputs, warn }) };
    },
    [Symbol.dispose]: () => model.dispose(),
  };
}

async function openWeights(settings: AttackSettings, make: MakeArchitecture): Promise<Subject> {
  const { model: path, architecture: asked, outputs } = settings;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Fault("io", `Reading ${path} failed: ${reasonOf(cause)}.`, { value: path, cause, mend: "Check the path." });
  });
  const { tensors, metadata } = decodeTensors(bytes);
  const named = metadata["architecture"];
  const choice = asked ?? (named === undefined ? undefined : { id: named, options: {} });
  if (choice === undefined) {
    throw new Fault("bad-option", `${path} does not say which network its weights are of.`, {
      value: path,
      mend: "Name it with --architecture, such as cnn or mlp:units=64.",
    });
  }
  if (outputs === "probabilities") {
    throw new Fault("contradiction", "Our architectures return logits, not probabilities.", {
      value: outputs,
      mend: "Leave out --outputs.",
    });
  }
  const architecture = await make(choice);
  const call = preparation(settings, "nhwc");
  return {
    file: basename(path),
    format: "weights",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    side: undefined,
    channels: undefined,
    classifier(image, classes, warn) {
      const weights = artifactTensors({ tensors });
      try {
        using classifier = architecture.build({ image, classes }, weights);
        const frozen = classifier.freeze();
        const classify = (images: tf.Tensor): tf.Tensor => frozen.classify(images as tf.Tensor4D);
        const wrapped = classifierFrom(classify, { image, range: settings.range, preprocess: call, warn });
        return { outputs: "logits", frozen: { ...wrapped, [Symbol.dispose]: () => frozen[Symbol.dispose]() } };
      } finally {
        tf.dispose(weights);
      }
    },
    [Symbol.dispose]: () => undefined,
  };
}

async function hashOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

type Layout = "nhwc" | "nchw" | "flat";

interface Input {
  readonly layout: Layout;
  readonly side: readonly [height: number, width: number] | undefined;
  readonly channels: number | undefined;
}

/** What a model's only input says of its images. */
function inputOf(path: string, inputs: readonly { readonly shape?: readonly (number | null)[] | undefined }[]): Input {
  const [input, ...more] = inputs;
  if (input === undefined || more.length > 0) {
    throw new Fault("bad-option", `${path} has ${inputs.length} inputs, and one is attacked.`, {
      value: inputs.length,
      mend: "Wrap it in a function of one input, and attack it by code (attackImages).",
    });
  }
  const known = (size: number | null | undefined): number | undefined =>
    size === null || size === undefined || size < 1 ? undefined : size;
  const [, ...sizes] = input.shape ?? [];
  const [a, b, c] = sizes.map(known);
  if (sizes.length === 1) return { layout: "flat", side: undefined, channels: undefined };
  // Few channels first, as networks from PyTorch have them.
  if (isChannels(a) && !isChannels(c)) return { layout: "nchw", side: pair(b, c), channels: a };
  return { layout: "nhwc", side: pair(a, b), channels: c };
}

function isChannels(size: number | undefined): boolean {
  return size === 1 || size === 3;
}

function pair(a: number | undefined, b: number | undefined): readonly [number, number] | undefined {
  return a === undefined || b === undefined ? undefined : [a, b];
}

/** Normalises images as asked, and lays them out as the model wants them. */
function preparation({ mean, std }: AttackSettings, layout: Layout): (images: tf.Tensor4D) => tf.Tensor {
  return (images) => {
    const centred = mean === undefined ? images : tf.sub(images, tf.tensor1d([...mean]));
    const scaled = std === undefined ? centred : tf.div(centred, tf.tensor1d([...std]));
    if (layout === "nchw") return tf.transpose(scaled, [0, 3, 1, 2]);
    return layout === "flat" ? tf.reshape(scaled, [scaled.shape[0], -1]) : scaled;
  };
}

/** Whether outputs for a few random images are probabilities. */
function outputsOf(
  predict: (images: tf.Tensor4D) => tf.Tensor,
  { range: [low, high] }: AttackSettings,
  image: ImageShape,
): "logits" | "probabilities" {
  const values = tf.tidy(() => {
    try {
      return predict(tf.randomUniform<tf.Rank.R4>([2, ...image], low, high, "float32", 1));
    } catch {
      // What is wrong is said by classifierFrom, in words.
      return undefined;
    }
  });
  if (values === undefined) return "logits";
  try {
    const classes = values.shape.at(-1) ?? 0;
    return areProbabilities(Float32Array.from(values.dataSync()), classes) ? "probabilities" : "logits";
  } finally {
    values.dispose();
  }
}
