import { Fault, Random } from "@disentangle/core";
import { gatherRows, selectExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { demandOnManifold, distances, largestDifference, onNoise, stage } from "./scene.ts";
import type { ManifoldSubject } from "./subject.ts";

/** What the projection onto any manifold promises. */
export const projectionLaws: readonly Law<ManifoldSubject>[] = [
  {
    promise: "states the distance to the image it returns",
    check: (subject) =>
      onNoise(subject, async (_, images, projections) => {
        const actual = distances(images, projections.images);
        for (const [row, distance] of projections.distance.entries()) {
          const wrong = Math.abs(distance - (actual[row] as number));
          demand(wrong <= 1e-4 * Math.max(1, distance), `Row ${row} states a distance of ${distance}; its image is ${actual[row]} away.`);
        }
      }),
  },
  {
    promise: "leaves its own projections where they are",
    check: (subject) =>
      onNoise(subject, async ({ project, tolerance }, _, projections) => {
        using again = await project(projections.images);
        demandOnManifold(again, tolerance, "of projections");
      }),
  },
  {
    promise: "projects every row by itself, whatever batch it travels in",
    check: (subject) =>
      onNoise(subject, async ({ examples, project }, images, projections) => {
        const rows = Int32Array.of(examples.indices.length - 1, 1);
        using some = selectExamples(examples, rows);
        const part = gatherRows(images, rows);
        try {
          using alone = await project(part, some);
          for (const [position, row] of rows.entries()) {
            const [together, apart] = [projections.distance[row] as number, alone.distance[position] as number];
            demand(
              Math.abs(together - apart) <= 1e-4 * Math.max(1, together),
              `Row ${row} is ${together} away in its batch, ${apart} in another.`,
            );
          }
        } finally {
          part.dispose();
        }
      }),
  },
  {
    promise: "gives the same bytes for the same seed",
    check: (subject) =>
      onNoise(subject, async ({ project }, images, projections) => {
        using again = await project(images);
        const difference = largestDifference(again.images, projections.images);
        demand(difference === 0, `The same seed gave images that differ by ${difference}.`);
      }),
  },
  {
    promise: "stops when it is asked to",
    check: (subject) =>
      stage(subject, async ({ manifold, examples }) => {
        try {
          using _ = await manifold.project(examples.images, examples, Random.seeded(1), AbortSignal.abort());
        } catch (error) {
          demand(Fault.is(error, "aborted"), `It threw ${String(error)} instead of a Fault "aborted".`);
          return;
        }
        demand(false, "It went on although its signal was aborted.");
      }),
  },
  {
    promise: "frees all it made but what it returns",
    check: (subject) =>
      stage(subject, async ({ examples, project }) => {
        const before = tf.memory().numTensors;
        const projections = await project(examples.images);
        const kept = projections.codes === undefined ? 1 : 2;
        const left = tf.memory().numTensors - before - kept;
        projections[Symbol.dispose]();
        const after = tf.memory().numTensors - before;
        demand(left === 0 && after === 0, `${left} tensors were left beside the projections, and ${after} after disposing of them.`);
      }),
  },
];
