import { Random, type Dataset } from "@disentangle/core";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

const [SIDE, COUNT] = [8, 120] as const;

/**
 * A lying and a standing ellipse of 8 × 8 pixels that move, grow and fade: images that need no more than a
 * few numbers each.
 */
export const blobs: Dataset = {
  id: "blobs",
  image: [SIDE, SIDE, 1],
  classes: ["lying", "standing"],
  fingerprint: "blobs-1",
  count: () => COUNT,
  async examples(split, indices) {
    const labels = indices.map((index) => index % 2);
    const images = Array.from(indices, (index, row) => {
      const random = Random.seeded(5).fork(split, index);
      const [y, x, size, ink] = [3 + random.uniform(), 3 + random.uniform(), 1.5 + 0.5 * random.uniform(), 0.6 + 0.3 * random.uniform()];
      const [tall, wide] = labels[row] === 0 ? [0.6, 1.4] : [1.4, 0.6];
      return Array.from({ length: SIDE * SIDE }, (_, pixel) => {
        const [down, across] = [(Math.floor(pixel / SIDE) - y) / tall, ((pixel % SIDE) - x) / wide];
        return ink * Math.exp(-(down * down + across * across) / (2 * size * size));
      });
    });
    return makeExamples({
      split,
      indices: indices.slice(),
      images: tf.tensor4d(Float32Array.from(images.flat()), [indices.length, SIDE, SIDE, 1]),
      labels,
    });
  },
};
