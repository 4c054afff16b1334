import {
  Fault,
  Random,
  type Attack,
  type Cell,
  type Dataset,
  type Frozen,
  type Norm,
  type Proposal,
  type Rows,
  type SearchSpace,
} from "@disentangle/core";
import { LINF, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** The cell of toy records. */
export const cell: Cell = { dataset: "toy", architecture: "linear", strategy: "normal", size: 10, model: 0 };

/** A linear classifier: logits = pixels · weights. [pixels, classes] */
export function linear(weights: readonly (readonly number[])[]): Frozen {
  const matrix = tf.tensor2d(weights.map((row) => [...row]));
  return {
    classes: matrix.shape[1],
    classify: (images) => tf.tidy(() => tf.matMul(tf.reshape(images, [images.shape[0], -1]), matrix)),
    [Symbol.dispose]: () => matrix.dispose(),
  };
}

/** A dataset of given images [n][pixels], of `side` × `side` pixels. */
export function dataset(
  images: readonly (readonly number[])[],
  labels: readonly number[],
  side: number,
  more: { readonly codes?: readonly (readonly number[])[] } = {},
): Dataset {
  return {
    id: "toy",
    image: [side, side, 1],
    classes: ["a", "b", "c"],
    fingerprint: "toy",
    count: () => images.length,
    examples: (split, indices) => {
      const rows = Array.from(indices);
      if (rows.some((row) => images[row] === undefined)) throw new Fault("bad-option", "No such example.");
      const examples: Rows = makeExamples({
        split,
        indices,
        images: tf.tensor4d(
          rows.flatMap((row) => images[row] as readonly number[]),
          [rows.length, side, side, 1],
        ),
        labels: Int32Array.from(rows, (row) => labels[row] as number),
        ...(more.codes && { codes: tf.tensor2d(rows.map((row) => Array.from((more.codes ?? [])[row] ?? []))) }),
      });
      return Promise.resolve(examples);
    },
  };
}

/**
 * `count` images of `side` × `side` pixels, uniform in [0.4, 0.6]: an L∞ ball of radius 0.4 never meets the
 * box.
 */
export function greyImages(count: number, side: number, seed: number): number[][] {
  const random = Random.seeded(seed);
  return Array.from({ length: count }, () => Array.from({ length: side * side }, () => 0.4 + 0.2 * random.uniform()));
}

/** A proposal with counters that say one gradient each. */
export function propose(points: tf.Tensor, counters: Partial<Record<"iterations" | "gradients" | "zeroGradients", number>> = {}): Proposal {
  const all = (value: number): Int32Array => new Int32Array(points.shape[0] ?? 0).fill(value);
  return {
    points,
    iterations: all(counters.iterations ?? 1),
    gradients: all(counters.gradients ?? 1),
    forwards: all(1),
    zeroGradients: all(counters.zeroGradients ?? 0),
    [Symbol.dispose]: () => points.dispose(),
  };
}

/** The fast gradient sign method: on a linear classifier of two classes it is optimal for L∞. */
export const fastGradient: Attack = {
  id: "fast-gradient",
  norm: LINF,
  bounded: true,
  perturb: async ({ classify, space, labels, radius, objective, criterion }) => {
    const points = tf.tidy(() => {
      const loss = (at: tf.Tensor): tf.Tensor => tf.sum(objective.loss(classify(space.render(at)), tf.tensor1d(labels, "int32")));
      const gradient = tf.grad(loss)(space.origin);
      const step = tf.reshape(tf.tensor1d(radius), [-1, ...space.origin.shape.slice(1).map(() => 1)]);
      return tf.clipByValue(tf.sub(space.origin, tf.mul(tf.sign(gradient), step)), 0, 1);
    });
    const met = tf.tidy(() => criterion.met(classify(space.render(points)), tf.tensor1d(labels, "int32")));
    const iterations = Int32Array.from(await met.data(), (flag) => (flag === 1 ? 1 : -1));
    met.dispose();
    return { ...propose(points), iterations };
  },
};

/** A random corner of the ball, by sample: succeeds now and then, so restarts matter. */
export const randomCorner: Attack = {
  id: "random-corner",
  norm: LINF,
  bounded: true,
  perturb: ({ space, samples, radius }, random) => {
    const size = space.origin.size / samples.length;
    const values = Array.from(samples).flatMap((sample, row) => {
      const stream = random.fork(sample);
      return Array.from({ length: size }, () => (stream.uniform() < 0.5 ? -1 : 1) * (radius[row] as number));
    });
    return Promise.resolve(
      propose(
        tf.tidy(() => tf.add(space.origin, tf.tensor(values, space.origin.shape))),
        { iterations: -1 },
      ),
    );
  },
};

/** An attack that proposes the origin moved by whatever the function gives, with those traits. */
export function fixedAttack(
  move: (space: SearchSpace) => tf.Tensor,
  traits: { readonly bounded?: boolean; readonly counters?: Parameters<typeof propose>[1]; readonly norm?: Norm } = {},
): Attack {
  return {
    id: "fixed",
    norm: traits.norm ?? LINF,
    bounded: traits.bounded ?? true,
    perturb: ({ space }) =>
      Promise.resolve(
        propose(
          tf.tidy(() => move(space)),
          traits.counters,
        ),
      ),
  };
}
