import pgd from "@disentangle/attack-pgd-linf";
import type { AttackRecord, Dataset, Frozen, Manifold, Rows } from "@disentangle/core";
import { Fault, partOf, Random } from "@disentangle/core";
import { evaluateAttack, predict } from "@disentangle/evaluation";
import { crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { Attacked, Found, Glyph } from "../protocol.ts";

/** What is attacked, with what. */
export interface Assault {
  readonly frozen: Frozen;
  readonly dataset: Dataset;
  readonly manifold: Manifold;
  /** Images of the test split, from the first. */
  readonly count: number;
  readonly iterations: number;
  /** Radius of the L∞ ball, around images and codes alike. */
  readonly radius: number;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number, doing: string) => void;
}

/**
 * Runs PGD in image space and on the manifold on the first test images, judged by the evaluator, and measures
 * how far off the manifold it ended.
 */
export async function attack(assault: Assault): Promise<Attacked[]> {
  const samples = Int32Array.from({ length: assault.count }, (_, i) => i);
  using examples = await assault.dataset.examples("test", samples);
  const regular = await search(assault, "image", examples);
  const latent = await search(assault, "latent", examples);
  const pixels = (await examples.images.data()) as Float32Array;
  const logits = assault.frozen.classify(examples.images);
  const predicted = await predict(logits).finally(() => logits.dispose());
  const size = pixels.length / assault.count;
  return Array.from(samples, (row): Attacked => {
    const glyph = { font: fontOf(examples, row), label: examples.labels[row] as number };
    const found = latent.found[row] as Found;
    return {
      glyph: { ...glyph, theta: thetaOf(latent.origins, row) },
      pixels: pixels.slice(row * size, (row + 1) * size),
      predicted: predicted[row] as number,
      regular: regular.found[row] as Found,
      onManifold: { ...found, glyph: { ...glyph, theta: thetaOf(latent.points, row) } },
    };
  });
}

interface Searched {
  readonly found: readonly Found[];
  readonly points: Float32Array;
  readonly origins: Float32Array;
}

async function search(assault: Assault, kind: "image" | "latent", examples: Rows): Promise<Searched> {
  const { dataset, frozen, manifold, iterations, radius, signal } = assault;
  const where = kind === "image" ? "in image space" : "on the manifold";
  let seen = 0;
  const half = kind === "image" ? 0 : 0.5;
  // An attack reports no progress of its own; every iteration classifies once.
  const watched: Frozen = {
    classes: frozen.classes,
    classify(images) {
      seen++;
      assault.onProgress(half + 0.4 * Math.min(1, seen / (iterations + 4)), `Attacking ${where}`);
      return frozen.classify(images);
    },
    [Symbol.dispose]: () => {},
  };
  const spaceOf = (of: Rows): ReturnType<typeof imageSpace> => {
    if (kind === "image") return imageSpace(of.images);
    if (manifold.codes === undefined) throw new Fault("contradiction", `Manifold ${manifold.id} has no codes.`);
    return manifold.codes.space(of);
  };
  const random = Random.seeded(1).fork("explore", kind);
  const { record, images, points } = await evaluateAttack({
    cell: { dataset: dataset.id, architecture: "cnn", strategy: "normal", size: 0, model: 0 },
    attack: await partOf(pgd, "attack", { iterations }),
    frozen: watched,
    dataset,
    samples: examples.indices,
    spaceOf,
    radius,
    restarts: 1,
    combine: "worst-case",
    criterion: misclassified,
    objective: crossEntropyObjective,
    random,
    signal,
  });
  if (kind === "image") assault.onProgress(half + 0.42, "Measuring distances to the manifold of what was found");
  const found = await judged(images, record, examples, assault, kind === "latent" ? undefined : random);
  return { found, points, origins: (await examples.codes?.data()) as Float32Array };
}

/**
 * Predictions and distances of the images found; without a stream for the projection they lie on the manifold
 * by construction.
 */
async function judged(
  images: Float32Array,
  record: AttackRecord,
  examples: Rows,
  { frozen, manifold, signal }: Assault,
  random: Random | undefined,
): Promise<Found[]> {
  const tensor = tf.tensor4d(images, examples.images.shape);
  try {
    const logits = frozen.classify(tensor);
    const predicted = await predict(logits).finally(() => logits.dispose());
    const distances = random && (await distancesOf(manifold, tensor, examples, random.fork("project"), signal));
    const size = images.length / predicted.length;
    return Array.from(predicted, (label, row) => ({
      pixels: images.slice(row * size, (row + 1) * size),
      predicted: label,
      success: record.success[row] === 1,
      iteration: record.iteration[row] as number,
      distance: distances?.[row] ?? 0,
    }));
  } finally {
    tensor.dispose();
  }
}

async function distancesOf(
  manifold: Manifold,
  images: tf.Tensor4D,
  examples: Rows,
  random: Random,
  signal: AbortSignal,
): Promise<Float32Array> {
  using projections = await manifold.project(images, examples, random, signal);
  return projections.distance;
}

function fontOf(examples: Rows, row: number): number {
  return examples.factors?.["font"]?.[row] as number;
}

function thetaOf(codes: Float32Array, row: number): Glyph["theta"] {
  return Array.from(codes.subarray(row * 6, row * 6 + 6));
}
