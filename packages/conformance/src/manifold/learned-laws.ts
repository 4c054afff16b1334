import type { Rows, SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { distances, largestDifference, median, movedPoints, stageCodes } from "./scene.ts";
import type { ManifoldSubject } from "./subject.ts";

const laws: readonly Law<ManifoldSubject>[] = [
  {
    promise: "reconstructs held-out images better than their mean image does",
    check: (subject) =>
      stageCodes(subject, async ({ examples, space }) => {
        const own = reconstructed(examples, space);
        const mean = tf.tidy(() => tf.tile(tf.mean(examples.images, 0, true), [examples.indices.length, 1, 1, 1]));
        const other = distances(mean, examples.images);
        mean.dispose();
        demand(
          median(own) < median(other),
          `Reconstructions are ${median(own)} away from their images in the median, the mean image ${median(other)}.`,
        );
      }),
  },
  {
    promise: "lies nearer to held-out images with the part of their own class than with that of any other",
    check: (subject) =>
      stageCodes(subject, async ({ examples, project, manifold }) => {
        using own = await project(examples.images);
        const classes = [...new Set(examples.labels)].toSorted((a, b) => a - b);
        demand(classes.length > 1, "The subject's examples are all of one class: give some of several.");
        for (let shift = 1; shift < classes.length; shift++) {
          const others = Int32Array.from(examples.labels, (label) => classes[(classes.indexOf(label) + shift) % classes.length] as number);
          using apart = await project(examples.images, examples, others);
          // A manifold of one part for all classes does not tell them apart.
          if (own.distance.every((distance, row) => distance === apart.distance[row])) return;
          demand(
            median(own.distance) < median(apart.distance),
            `${manifold.id} is ${median(own.distance)} away from images by their own class, ${median(apart.distance)} by others.`,
          );
        }
      }),
  },
  {
    promise: "decodes a code alike every time, alone or among others",
    check: (subject) =>
      stageCodes(subject, async ({ space }) => {
        const points = movedPoints(space);
        const [images, again] = [space.render(points), space.render(points)];
        try {
          const change = largestDifference(images, again);
          demand(change === 0, `The same codes decode to images that differ by ${change} when they are decoded again.`);
          for (let row = 0; row < images.shape[0]; row++) {
            using own = space.select(Int32Array.of(row));
            const apart = tf.tidy(() => largestDifference(own.render(tf.slice(points, [row], [1])), tf.slice(images, [row], [1])));
            demand(apart <= 1e-5, `Row ${row} decodes to an image that differs by ${apart} when it is decoded alone.`);
          }
        } finally {
          tf.dispose([points, images, again]);
        }
      }),
  },
  {
    promise: "projects no image farther than its encoder reconstructs it",
    check: (subject) =>
      stageCodes(subject, async ({ examples, project, space }) => {
        using projections = await project(examples.images);
        const limits = reconstructed(examples, space);
        for (const [row, distance] of projections.distance.entries()) {
          const limit = limits[row] as number;
          demand(distance <= limit + 1e-4, `Row ${row} is projected ${distance} away, and reconstructed ${limit} away.`);
        }
      }),
  },
];

/** How far the images are from what the decoder makes of their own codes, per row. */
function reconstructed({ images }: Rows, space: SearchSpace): Float32Array {
  return tf.tidy(() => distances(space.render(space.origin), images));
}

/**
 * What a learned manifold with codes promises beside, of images that it was not learned from. Kept by the
 * true manifold, and where there are no codes.
 */
export const learnedLaws: readonly Law<ManifoldSubject>[] = laws.map((law) => ({
  promise: law.promise,
  check: async (subject) => {
    using manifold = await subject.manifold();
    if (!manifold.exact && manifold.codes !== undefined) await law.check(subject);
  },
}));
