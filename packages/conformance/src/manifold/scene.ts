import { type Codes, type Manifold, type Projections, Random, type Rows, type SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { demand } from "../law.ts";
import type { ManifoldSubject } from "./subject.ts";

/** A manifold with examples of it, and what every law does with them. */
export interface Scene {
  readonly manifold: Manifold;
  readonly examples: Rows;
  readonly tolerance: number;
  /** Projects images, by default those of the scene's examples, with one and the same seed. */
  readonly project: (images: tf.Tensor4D, examples?: Rows, classes?: Int32Array) => ReturnType<Manifold["project"]>;
}

/** Sets the scene, plays, and clears away. */
export async function stage(subject: ManifoldSubject, play: (scene: Scene) => Promise<void>): Promise<void> {
  using manifold = await subject.manifold();
  using examples = await subject.examples(subject.count ?? 6);
  const { signal } = new AbortController();
  await play({
    manifold,
    examples,
    tolerance: subject.tolerance,
    project: (images, rows = examples, classes) => manifold.project(images, rows, Random.seeded(1), signal, classes),
  });
}

/** The same with the codes of the examples and their space; does not play where the manifold has no codes. */
export async function stageCodes(
  subject: ManifoldSubject,
  play: (scene: Scene & { readonly codes: Codes; readonly space: SearchSpace }) => Promise<void>,
): Promise<void> {
  await stage(subject, async (scene) => {
    const { codes } = scene.manifold;
    if (codes === undefined) return;
    using space = codes.space(scene.examples);
    await play({ ...scene, codes, space });
  });
}

/** Images with noise of ±0.1 in every pixel, as far from the manifold as noise is. */
export function noisy({ images }: Rows): tf.Tensor4D {
  const random = Random.seeded(2);
  const noise = Float32Array.from({ length: images.size }, () => (random.uniform() < 0.5 ? -0.1 : 0.1));
  return tf.tidy(() => images.add<tf.Tensor4D>(tf.tensor4d(noise, images.shape)));
}

/** Valid points a tenth of the box away from the origin of a space, up or down in every coordinate. */
export function movedPoints({ origin, lower, upper }: SearchSpace): tf.Tensor {
  const random = Random.seeded(3);
  const shares = Float32Array.from({ length: origin.size }, () => (random.uniform() < 0.5 ? -0.1 : 0.1));
  return tf.tidy(() => tf.minimum(tf.maximum(origin.add(upper.sub(lower).mul(tf.tensor(shares, origin.shape))), lower), upper));
}

/** L2 norm of the difference of two batches of images, per row. */
export function distances(a: tf.Tensor, b: tf.Tensor): Float32Array {
  return tf.tidy(
    () =>
      a
        .sub(b)
        .reshape([a.shape[0] ?? 0, -1])
        .square()
        .sum(1)
        .sqrt()
        .dataSync()
        .slice() as Float32Array,
  );
}

/** The middle value; the upper one of an even number. */
export function median(values: ArrayLike<number>): number {
  return Array.from(values).toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Largest absolute difference of two tensors of one shape. */
export function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.tidy(() => a.sub(b).abs().max().dataSync()[0] ?? 0);
}

/** The scene with noisy images and their projections. */
export async function onNoise(
  subject: ManifoldSubject,
  check: (scene: Scene, images: tf.Tensor4D, projections: Projections) => Promise<void>,
): Promise<void> {
  await stage(subject, async (scene) => {
    const images = noisy(scene.examples);
    try {
      using projections = await scene.project(images);
      await check(scene, images, projections);
    } finally {
      images.dispose();
    }
  });
}

/** Demands that the median distance is within the tolerance. */
export function demandOnManifold({ distance }: Projections, tolerance: number, whose: string): void {
  const middle = median(distance);
  demand(middle <= tolerance, `The median distance ${whose} is ${middle}, more than ${tolerance}.`);
}
