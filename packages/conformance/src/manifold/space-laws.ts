import { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { largestDifference, movedPoints, stage, stageSpace } from "./scene.ts";
import type { ManifoldSubject } from "./subject.ts";

/** Step of the finite differences, as a share of the box. */
const STEP = 2e-4;

/** What the search space of a manifold promises; kept by a manifold that has none. */
export const spaceLaws: readonly Law<ManifoldSubject>[] = [
  {
    promise: "has a space of valid codes, one per example",
    check: (subject) =>
      stageSpace(subject, async ({ examples, space }) => {
        demand(space.kind === "latent", `The space is of kind ${space.kind}.`);
        const rows = space.origin.shape[0];
        demand(rows === examples.indices.length, `${examples.indices.length} examples gave a space of ${rows} rows.`);
        const outside = tf.tidy(() => tf.maximum(space.lower.sub(space.origin), space.origin.sub(space.upper)).max().dataSync()[0]);
        demand(Number(outside) <= 1e-6, `The origin leaves the box by ${outside}.`);
      }),
  },
  {
    promise: "renders the examples' images at the origin, where the manifold is exact",
    check: (subject) =>
      stageSpace(subject, async ({ examples, manifold, space }) => {
        if (!manifold.exact) return;
        const difference = tf.tidy(() => largestDifference(space.render(space.origin), examples.images));
        demand(difference <= 1e-6, `The origin renders to images that differ by ${difference} from the examples'.`);
      }),
  },
  {
    promise: "renders images in 0 … 1 everywhere in the box",
    check: (subject) =>
      stageSpace(subject, async ({ space }) => {
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
      stageSpace(subject, async ({ space }) => {
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
      stageSpace(subject, async ({ space }) => {
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
    promise: "frees the tensors of its spaces",
    check: (subject) =>
      stage(subject, async ({ manifold, examples }) => {
        if (manifold.space === undefined) return;
        const before = tf.memory().numTensors;
        const space = manifold.space(examples);
        space.select(Int32Array.of(1))[Symbol.dispose]();
        space[Symbol.dispose]();
        const left = tf.memory().numTensors - before;
        demand(left === 0, `${left} tensors were left of a space and a selection of it.`);
      }),
  },
];
