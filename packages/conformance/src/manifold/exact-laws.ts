import { gatherRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { demandOnManifold, distances, largestDifference, median, movedPoints, onNoise, stage, stageCodes } from "./scene.ts";
import type { ManifoldSubject } from "./subject.ts";

const laws: readonly Law<ManifoldSubject>[] = [
  {
    promise: "finds images of the manifold on the manifold",
    check: (subject) =>
      stage(subject, async ({ examples, project, tolerance }) => {
        using projections = await project(examples.images);
        demandOnManifold(projections, tolerance, "of the examples' own images");
      }),
  },
  {
    promise: "finds a point at least as close as the image that noise was added to",
    check: (subject) =>
      onNoise(subject, async ({ examples, tolerance }, images, projections) => {
        const noise = distances(images, examples.images);
        const excess = median(projections.distance.map((distance, row) => distance - (noise[row] as number)));
        demand(excess <= tolerance, `Noise of norm ${median(noise)} was projected ${excess} further than back to where it came from.`);
      }),
  },
  {
    promise: "renders the examples' images at the origin",
    check: (subject) =>
      stageCodes(subject, async ({ examples, space }) => {
        const difference = tf.tidy(() => largestDifference(space.render(space.origin), examples.images));
        demand(difference <= 1e-6, `The origin renders to images that differ by ${difference} from the examples'.`);
      }),
  },
  {
    promise: "keeps the label of every valid code, and of none that is not or renders to another image",
    check: (subject) =>
      stageCodes(subject, async ({ examples, codes, space }) => {
        const points = movedPoints(space) as tf.Tensor2D;
        const images = space.render(points);
        const beyond = tf.tidy(() => tf.add<tf.Tensor2D>(points, tf.mul(2, tf.sub(space.upper, space.lower))));
        const others = gatherRows(
          images,
          examples.indices.map((_, row) => (row + 1) % examples.indices.length),
        );
        const { signal } = new AbortController();
        try {
          for (const [what, at, rendered, wanted] of [
            ["valid codes", points, images, 1],
            ["codes outside the box", beyond, images, 0],
            ["images of other codes", points, others, 0],
          ] as const) {
            const { kept } = await codes.keepsLabel(at, rendered, examples, signal);
            demand(
              kept.every((flag) => flag === wanted),
              `Of ${what} it tells ${kept.join(", ")} instead of ${wanted}.`,
            );
          }
        } finally {
          tf.dispose([points, images, beyond, others]);
        }
      }),
  },
];

/**
 * What the true manifold promises beside: the images of the dataset lie on it. Kept by a manifold that is an
 * approximation.
 */
export const exactLaws: readonly Law<ManifoldSubject>[] = laws.map((law) => ({
  promise: law.promise,
  check: async (subject) => {
    using manifold = await subject.manifold();
    if (manifold.exact) await law.check(subject);
  },
}));
