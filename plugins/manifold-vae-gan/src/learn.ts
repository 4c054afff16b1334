import type { Dataset, LessonContext, LessonResult, NamedTensors, Picture, Random, Split } from "@disentangle/core";
import { Adam, type FrozenModule } from "@disentangle/ops";
import { fit } from "@disentangle/training";
import * as tf from "@tensorflow/tfjs";
import { forRows, rowsOf, type Selection } from "./class-rows.ts";
import { drawPictures } from "./pictures.ts";
import { signsOfCollapse } from "./collapse.ts";
import { linearError } from "./linear-error.ts";
import { posteriorOf, reconstructionError } from "./losses.ts";
import { buildNetwork, NETWORKS, type NetworkName, type VaeGan } from "./networks.ts";
import { VAE_GAN_SCHEDULE, type VaeGanSettings } from "./settings.ts";
import { updateVaeGan } from "./step.ts";

/** What is learned: the VAE-GAN of a class, or of all. */
export interface VaeGanLesson {
  readonly dataset: Dataset;
  /** Class; absent for one VAE-GAN of all classes. */
  readonly label?: number | undefined;
  readonly settings: VaeGanSettings;
}

/**
 * Images of each class and split that are encoded at least; where only some are learned from, the others are
 * encoded when they are met.
 */
const ENCODED = 1000;

/**
 * Trains a VAE-GAN, section 3.3 of the paper, and encodes images of both splits, all where all are learned
 * from. Continues from a checkpoint to the same bytes.
 *
 * @returns `encoder/…` and `decoder/…`, the state of both; `codes/<split>` [n, Q], posterior means, and
 * `indices/<split>` [n], whose they are
 * @throws Fault `bad-data` without images of the class, `not-finite` where it diverges, `aborted`
 */
export async function learnVaeGan({ dataset, label, settings }: VaeGanLesson, context: LessonContext): Promise<LessonResult> {
  const { size, beta, gamma, epochs, batch, images: most } = settings;
  const { random, signal, checkpoint } = context;
  const rows = await rowsOf(dataset, "train", { label, most }, signal);
  using networks = buildAll(settings, context);
  const optimisers = Object.fromEntries(NETWORKS.map((name) => [name, new Adam(networks[name].parameters())])) as Record<NetworkName, Adam>;
  let done = 0;
  let detail = "";
  try {
    const curves = await fit({
      learner: { modules: { encoder: networks.encoder, decoder: networks.decoder, discriminator: networks.discriminator }, optimisers },
      count: rows.length,
      epochs,
      batch,
      schedule: VAE_GAN_SCHEDULE,
      random,
      signal,
      checkpoint,
      what: label === undefined ? "the VAE-GAN" : `the VAE-GAN of class ${dataset.classes[label]}`,
      async step({ rows: positions, epoch, batch: number, turn, learningRate }) {
        await turn();
        using examples = await dataset.examples(
          "train",
          positions.map((position) => rows[position] as number),
        );
        const stream = random.fork("noise", epoch, number);
        const noise = tf.tensor2d(
          Float32Array.from({ length: positions.length * size }, () => stream.normal()),
          [positions.length, size],
        );
        const terms = updateVaeGan(networks, optimisers, examples.images, noise, { beta, gamma }, learningRate);
        noise.dispose();
        return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, [term]]));
      },
      onBatch({ epoch, batch: number, batches }) {
        done = (epoch + (number + 1) / batches) / epochs;
        context.progress(0.95 * done, detail);
      },
      onEpoch({ epoch, losses }) {
        const term = (name: string): string => (losses[name] ?? Number.NaN).toFixed(1);
        detail = `epoch ${epoch + 1} of ${epochs}, KL ${term("divergence")}, reconstruction ${term("reconstruction")}, adversarial ${term("adversarial")}, discriminator ${term("discriminator")}`;
      },
    });
    using encoder = networks.encoder.freeze();
    using decoder = networks.decoder.freeze();
    const selection = { label, most: most && Math.max(most, ENCODED) };
    const train = await encodeSplit(dataset, "train", selection, encoder, decoder, signal);
    const test = await encodeSplit(dataset, "test", selection, encoder, decoder, signal);
    const linear = await linearError({ dataset, size, train: { label, most }, test: selection }, random.fork("components"), signal);
    const pictures = await picturesOf(dataset, test.indices, encoder, decoder, random.fork("pictures"));
    const tensors = tf.tidy(() => ({
      ...stateOf("encoder", networks),
      ...stateOf("decoder", networks),
      "codes/train": tf.tensor2d(train.codes, [train.indices.length, size]),
      "indices/train": tf.tensor1d(train.indices, "int32"),
      "codes/test": tf.tensor2d(test.codes, [test.indices.length, size]),
      "indices/test": tf.tensor1d(test.indices, "int32"),
    }));
    return {
      tensors,
      curves,
      figures: figuresOf(test, linear),
      pictures,
      warnings: signsOfCollapse({ curves, own: train.error, other: train.otherError }),
    };
  } finally {
    for (const optimiser of Object.values(optimisers)) optimiser[Symbol.dispose]();
  }
}

function buildAll(settings: VaeGanSettings, { random }: LessonContext): VaeGan {
  const [encoder, decoder, discriminator] = NETWORKS.map((name) => buildNetwork(name, settings, random.fork(name)));
  const networks = { encoder, decoder, discriminator } as Omit<VaeGan, typeof Symbol.dispose>;
  return { ...networks, [Symbol.dispose]: () => NETWORKS.forEach((name) => networks[name][Symbol.dispose]()) };
}

/** A copy of the state of a network, under its name. */
function stateOf(name: NetworkName, networks: VaeGan): NamedTensors {
  return Object.fromEntries(Object.entries(networks[name].state()).map(([key, variable]) => [`${name}/${key}`, variable.clone()]));
}

/** The codes of a split, and how well they reconstruct. */
interface EncodedSplit {
  readonly indices: Int32Array;
  /** [n · Q] */
  readonly codes: Float32Array;
  /** Mean of Σ |x − x̂| over images, by their own codes and by their neighbours' in the split. */
  readonly error: number;
  readonly otherError: number;
}

async function encodeSplit(
  dataset: Dataset,
  split: Split,
  selection: Selection,
  encoder: FrozenModule,
  decoder: FrozenModule,
  signal: AbortSignal,
): Promise<EncodedSplit> {
  const indices: number[] = [];
  const codes: Float32Array[] = [];
  let [error, otherError] = [0, 0];
  await forRows(dataset, split, selection, signal, async (images, own) => {
    const made = tf.tidy(() => {
      const { mean } = posteriorOf(encoder.forward(images));
      const reconstructions = decoder.forward(mean);
      const next = tf.concat([tf.slice(reconstructions, [1]), tf.slice(reconstructions, [0], [1])]);
      return { mean: mean.clone(), errors: tf.stack([reconstructionError(images, reconstructions), reconstructionError(images, next)]) };
    });
    const [values, [near = 0, far = 0]] = await Promise.all([made.mean.data(), made.errors.data()]);
    tf.dispose(made);
    codes.push(Float32Array.from(values));
    indices.push(...own);
    error += near;
    otherError += far;
  });
  const count = Math.max(1, indices.length);
  const all = new Float32Array(codes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of codes) {
    all.set(part, at);
    at += part.length;
  }
  return { indices: Int32Array.from(indices), codes: all, error: error / count, otherError: otherError / count };
}

/** Grids to look at, of the first test images. */
async function picturesOf(
  dataset: Dataset,
  indices: Int32Array,
  encoder: FrozenModule,
  decoder: FrozenModule,
  random: Random,
): Promise<Readonly<Record<string, Picture>>> {
  if (indices.length === 0) return {};
  using examples = await dataset.examples("test", indices.subarray(0, 8));
  return drawPictures(encoder, decoder, examples.images, random);
}

/** Numbers worth a row in a report, of images that were not learned from. */
function figuresOf({ codes, indices, error }: EncodedSplit, linear: number): Readonly<Record<string, number>> {
  if (indices.length === 0) return {};
  const size = codes.length / indices.length;
  const mean = codes.reduce((sum, value) => sum + value, 0) / codes.length;
  const variance = codes.reduce((sum, value) => sum + (value - mean) ** 2, 0) / codes.length;
  let outside = 0;
  for (let row = 0; row < indices.length; row++) {
    if (codes.subarray(row * size, (row + 1) * size).some((value) => Math.abs(value) > 2)) outside++;
  }
  return {
    reconstruction: error,
    "reconstruction by PCA of the same size": linear,
    "standard deviation of codes": Math.sqrt(variance),
    "share with some |z| > 2": outside / indices.length,
  };
}
