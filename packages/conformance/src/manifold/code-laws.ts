import { latentSpaceName, Random } from "@disentangle/core";
import { gatherRows, selectExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { demandOnManifold, largestDifference, movedPoints, noisy, stage, stageCodes } from "./scene.ts";
import type { ManifoldSubject } from "./subject.ts";

/** Step of the finite differences, as a share of the box. */
const STEP = 2e-4;

/**
 * What a manifold with codes promises of them, and of the space they are searched in; kept by a manifold that
 * has none.
 */
export const codeLaws: readonly Law<ManifoldSubject>[] = [
  {
    promise: "has a space of valid codes, one per example, named for the manifold",
    check: (subject) =>
      stageCodes(subject, async ({ examples, manifold, codes, space }) => {
        const name = latentSpaceName(manifold.id);
        demand(space.name === name, `Its space is named ${space.name} instead of ${name}.`);
        const wanted = [examples.indices.length, codes.size].join();
        demand(space.origin.shape.join() === wanted, `The origin has shape [${space.origin.shape.join()}], not [${wanted}].`);
        const outside = tf.tidy(() => tf.maximum(space.lower.sub(space.origin), space.origin.sub(space.upper)).max().dataSync()[0]);
        demand(Number(outside) <= 1e-6, `The origin leaves the box by ${outside}.`);
      }),
  },
  {
    promise: "encodes examples as the origin of their space",
    check: (subject) =>
      stageCodes(subject, async ({ examples, codes, space }) => {
        const encoded = codes.encode(examples);
        const difference = largestDifference(encoded, space.origin);
        encoded.dispose();
        demand(difference <= 1e-6, `Codes and origin of the same examples differ by ${difference}.`);
      }),
  },
  {
    promise: "renders images in 0 … 1 everywhere in the box",
    check: (subject) =>
      stageCodes(subject, async ({ space }) => {
        const outside = tf.tidy(() => {
          const images = space.render(movedPoints(space));
          return tf.maximum(images.neg(), images.sub(1)).max().dataSync()[0];
        });
        demand(Number(outside) <= 1e-6, `Pixels leave 0 … 1 by ${outside}.`);
      }),
  },
  {
    promise: "selects rows in the order asked for, of points as of images",
    check: (subject) =>
      stageCodes(subject, async ({ space }) => {
        const rows = Int32Array.of(2, 0, 2);
        using some = space.select(rows);
        const difference = tf.tidy(() => {
          const points = movedPoints(space);
          const index = tf.tensor1d(rows, "int32");
          const [all, chosen] = [space.render(points), some.render(tf.gather(points, index))];
          return Math.max(largestDifference(some.origin, tf.gather(space.origin, index)), largestDifference(chosen, tf.gather(all, index)));
        });
        demand(difference <= 1e-6, `Rows 2, 0, 2 render differently, by ${difference}, when they are selected.`);
      }),
  },
  {
    promise: "has the gradient that finite differences show",
    check: (subject) =>
      stageCodes(subject, async ({ space }) => {
        const random = Random.seeded(4);
        const draw = (shape: number[]): tf.Tensor =>
          tf.tensor(
            Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.uniform() - 1),
            shape,
          );
        const [stated, seen, size] = tf.tidy(() => {
          const points = movedPoints(space);
          const weights = draw(space.render(points).shape);
          const direction = draw(points.shape).mul(space.upper.sub(space.lower));
          const loss = (at: tf.Tensor): tf.Tensor =>
            space
              .render(at as tf.Tensor2D)
              .mul(weights)
              .sum([1, 2, 3]);
          const gradient = tf.grad((at) => loss(at).sum())(points);
          const slope = loss(points.add(direction.mul(STEP))).sub(loss(points.sub(direction.mul(STEP))));
          const along = gradient.mul(direction).reshape([points.shape[0] ?? 0, -1]);
          return [along.sum(1), slope.div(2 * STEP), along.abs().sum(1)].map((tensor) => tensor.dataSync().slice());
        }) as [Float32Array, Float32Array, Float32Array];
        for (const [row, value] of stated.entries()) {
          const wrong = Math.abs(value - (seen[row] as number));
          // Samplers have kinks: a few pixels of a difference lie across one.
          demand(
            wrong <= 0.05 * (size[row] as number) + 1e-3,
            `Row ${row} has slope ${value} by its gradient, ${seen[row]} by differences.`,
          );
        }
      }),
  },
  {
    promise: "frees the tensors of its codes and spaces",
    check: (subject) =>
      stage(subject, async ({ manifold, examples }) => {
        const { codes } = manifold;
        if (codes === undefined) return;
        const before = tf.memory().numTensors;
        codes.encode(examples).dispose();
        const space = codes.space(examples);
        space.select(Int32Array.of(1))[Symbol.dispose]();
        space[Symbol.dispose]();
        const left = tf.memory().numTensors - before;
        demand(left === 0, `${left} tensors were left of codes, a space and a selection of it.`);
      }),
  },
  {
    promise: "follows images that move along the manifold",
    check: (subject) =>
      stageCodes(subject, async ({ project, space, tolerance }) => {
        const images = tf.tidy(() => space.render(movedPoints(space)));
        try {
          using projections = await project(images);
          demandOnManifold(projections, tolerance, "of images rendered from other valid codes");
        } finally {
          images.dispose();
        }
      }),
  },
  {
    promise: "returns codes that are valid and render to its images",
    check: (subject) =>
      stageCodes(subject, async ({ examples, project, space }) => {
        const images = noisy(examples);
        try {
          using projections = await project(images);
          const { codes } = projections;
          demand(codes !== undefined, `The manifold has codes, and its projections 0 of ${images.shape[0]}.`);
          const [below, above] = tf.tidy(() => [space.lower.sub(codes).max().dataSync()[0], codes.sub(space.upper).max().dataSync()[0]]);
          demand(Number(below) <= 1e-6 && Number(above) <= 1e-6, `Codes leave the valid box by ${Math.max(Number(below), Number(above))}.`);
          const difference = tf.tidy(() => largestDifference(space.render(codes), projections.images));
          demand(difference <= 1e-5, `The codes render to images that differ by ${difference} from those returned.`);
        } finally {
          images.dispose();
        }
      }),
  },
  {
    promise: "tells of every row by itself whether it keeps its label, and frees what it made",
    check: (subject) =>
      stageCodes(subject, async ({ examples, codes, space }) => {
        const points = movedPoints(space) as tf.Tensor2D;
        const images = space.render(points);
        const rows = Int32Array.of(examples.indices.length - 1, 1);
        using some = selectExamples(examples, rows);
        const [somePoints, someImages] = [gatherRows(points, rows), gatherRows(images, rows)];
        const { signal } = new AbortController();
        try {
          const before = tf.memory().numTensors;
          const { kept } = await codes.keepsLabel(points, images, examples, signal);
          const apart = await codes.keepsLabel(somePoints, someImages, some, signal);
          const left = tf.memory().numTensors - before;
          demand(left === 0, `${left} tensors were left behind.`);
          demand(kept.length === examples.indices.length, `Of ${examples.indices.length} rows it tells ${kept.length}.`);
          demand(
            kept.every((flag) => flag <= 2),
            `It tells ${kept.join(", ")}: 1 is kept, 0 is not, 2 cannot be told.`,
          );
          for (const [position, row] of rows.entries()) {
            demand(kept[row] === apart.kept[position], `Row ${row} is told ${kept[row]}, in another batch ${apart.kept[position]}.`);
          }
        } finally {
          tf.dispose([points, images, somePoints, someImages]);
        }
      }),
  },
  {
    promise: "says which rows count by 1 and 0, where not all do",
    check: (subject) =>
      stageCodes(subject, async ({ examples, codes }) => {
        const counts = codes.counts?.(examples);
        if (counts === undefined) return;
        demand(counts.length === examples.indices.length, `Of ${examples.indices.length} rows ${counts.length} are said to count or not.`);
        demand(
          counts.every((flag) => flag <= 1),
          `Rows count by ${counts.join(", ")}.`,
        );
      }),
  },
];
