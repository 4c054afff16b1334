import { Fault, type Manifold, Random, type Rows } from "@disentangle/core";
import { type Decoder, latentSpace, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** Largest code; with patterns of at most 1 the images stay in 0 … 1. */
const BOX = { lower: [0, 0], upper: [1, 1] };

/** One half of 4×4 pixels, brighter downwards; the other half is black. */
function half(left: boolean): number[] {
  return Array.from({ length: 16 }, (_, k) => (k % 4 < 2 === left ? 0.25 * (1 + Math.floor(k / 4)) : 0));
}

/** Two patterns that share no pixel. [2, 16] */
function patterns(): tf.Tensor2D {
  return tf.tensor2d([half(true), half(false)]);
}

/** Renders a code as the sum of the patterns, weighted by it. */
export const decoder: Decoder = {
  decode: (codes) => tf.tidy(() => tf.matMul(codes, patterns()).reshape<tf.Tensor4D>([-1, 4, 4, 1])),
  select: () => decoder,
  [Symbol.dispose]: () => undefined,
};

/** Examples of the plane. */
export function examplesOf(count: number): Rows {
  const random = Random.seeded(1);
  const codes = tf.tensor2d(
    Float32Array.from({ length: count * 2 }, () => 0.2 + 0.6 * random.uniform()),
    [count, 2],
  );
  return makeExamples({
    indices: Int32Array.from({ length: count }, (_, row) => 10 + row),
    images: decoder.decode(codes),
    labels: Int32Array.from({ length: count }, (_, row) => row % 2),
    codes,
    split: "test" as const,
  });
}

/** The plane spanned by two patterns with disjoint pixels: a manifold whose projection has a closed form. */
export const plane: Manifold = {
  id: "plane",
  exact: true,
  codes: {
    size: 2,
    encode: ({ codes }) => tf.clone(codes as tf.Tensor2D),
    space: ({ codes }) => latentSpace({ name: "latent/plane", codes: codes as tf.Tensor2D, ...BOX, decoder }),
    async keepsLabel(points, images) {
      const kept = tf.tidy(() => {
        const valid = tf.all(tf.logicalAnd(tf.greaterEqual(points, 0), tf.lessEqual(points, 1)), 1);
        const same = tf.lessEqual(tf.max(tf.abs(tf.sub(decoder.decode(points), images)), [1, 2, 3]), 1e-6);
        return tf.logicalAnd(valid, same).dataSync();
      });
      return { kept: Uint8Array.from(kept) };
    },
  },
  async project(images, _examples, _random, signal) {
    if (signal.aborted) throw new Fault("aborted", "The projection was stopped.");
    const { codes, nearest, distance } = tf.tidy(() => {
      const basis = patterns();
      const codes = tf
        .matMul(images.reshape<tf.Tensor2D>([-1, 16]), basis, false, true)
        .div(basis.square().sum(1))
        .clipByValue(0, 1);
      const nearest = decoder.decode(codes as tf.Tensor2D);
      return { codes: codes as tf.Tensor2D, nearest, distance: nearest.sub(images).square().sum([1, 2, 3]).sqrt() };
    });
    const read = (await distance.data()) as Float32Array;
    distance.dispose();
    return { distance: read.slice(), images: nearest, codes, [Symbol.dispose]: () => tf.dispose([nearest, codes]) };
  },
  [Symbol.dispose]: () => undefined,
};
