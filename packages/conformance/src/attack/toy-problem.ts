import { Random, SPACE_KINDS, type Frozen, type Problem, type SearchSpace, type SpaceKind } from "@disentangle/core";
import {
  crossEntropyObjective,
  gatherRows,
  imageSpace,
  latentSpace,
  misclassified,
  transformationSpace,
  type Decoder,
} from "@disentangle/ops";
import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs";

/** What a toy problem is made from. */
export interface Recipe {
  readonly seed: number;
  readonly kind: SpaceKind;
  readonly classifier: "linear" | "smooth" | "ripple";
  readonly classes: number;
  readonly rows: number;
}

/** How the laws draw: a law that fails once fails always, and says what was seen. */
export const SETTINGS: fc.Parameters<unknown> = { seed: 2019, includeErrorInReport: true };

/** All recipes. */
export const recipes: fc.Arbitrary<Recipe> = fc.record({
  seed: fc.nat(999_999),
  kind: fc.constantFrom(...SPACE_KINDS),
  classifier: fc.constantFrom<Recipe["classifier"]>("linear", "smooth", "ripple"),
  classes: fc.integer({ min: 2, max: 5 }),
  rows: fc.integer({ min: 1, max: 6 }),
});

const SIDE = 4;
const PIXELS = SIDE * SIDE;
const RADII = [0, 0.05, 0.3, 1, 50] as const;

/** A problem with a classifier of its own. */
export interface Toy extends Disposable {
  readonly problem: Problem;
  readonly frozen: Frozen;
}

/**
 * A small random problem: 4 × 4 images, most labels the predicted ones, a radius per row from none to larger
 * than the box. Sample numbers are neither consecutive nor in order.
 */
export function toyProblem({ seed, kind, classifier, classes, rows }: Recipe): Toy {
  const random = Random.seeded(seed);
  const frozen = toyClassifier(classifier, classes, random.fork("classifier"));
  const space = toySpace(kind, rows, random.fork("space"));
  const predicted = tf.tidy(() => Int32Array.from(tf.argMax(frozen.classify(space.render(space.origin)), 1).dataSync()));
  const draw = random.fork("labels");
  const problem: Problem = {
    classify: (images) => frozen.classify(images),
    source: (images) => frozen.classify(images),
    space,
    labels: predicted.map((label) => (draw.uniform() < 0.8 ? label : draw.integer(classes))),
    samples: Int32Array.from({ length: rows }, (_, row) => 1000 - 7 * row),
    radius: Float32Array.from({ length: rows }, () => RADII[draw.integer(RADII.length)] as number),
    criterion: misclassified,
    objective: crossEntropyObjective,
  };
  return {
    problem,
    frozen,
    [Symbol.dispose]: () => {
      space[Symbol.dispose]();
      frozen[Symbol.dispose]();
    },
  };
}

/** The same problem with another classifier, which is its own source. */
export function withClassifier(problem: Problem, classify: Problem["classify"]): Problem {
  return { ...problem, classify, source: classify };
}

/** The same problem for those rows alone, in that order; its space is the caller's. */
export function problemRows(problem: Problem, rows: readonly number[]): Problem {
  const pick = (values: Int32Array): Int32Array => Int32Array.from(rows, (row) => values[row] as number);
  return {
    ...problem,
    space: problem.space.select(Int32Array.from(rows)),
    labels: pick(problem.labels),
    samples: pick(problem.samples),
    radius: Float32Array.from(rows, (row) => problem.radius[row] as number),
  };
}

/** Logits that are linear, smooth, or ripple so fast that one step may jump over the adversarial region. */
function toyClassifier(kind: Recipe["classifier"], classes: number, random: Random): Frozen {
  const hidden = 8;
  const first = normals(random, [PIXELS, hidden], 1);
  const second = normals(random, [hidden, classes], 2);
  const activate = (x: tf.Tensor2D): tf.Tensor2D =>
    kind === "linear" ? x : kind === "smooth" ? tf.tanh(x) : tf.sin(tf.mul<tf.Tensor2D>(x, 12));
  return {
    classes,
    classify: (images) =>
      tf.tidy(() => {
        const pixels = tf.sub<tf.Tensor2D>(tf.reshape(images, [images.shape[0], PIXELS]), 0.5);
        return tf.matMul(activate(tf.matMul(pixels, first)), second);
      }),
    [Symbol.dispose]: () => tf.dispose([first, second]),
  };
}

function toySpace(kind: SpaceKind, rows: number, random: Random): SearchSpace {
  const images = tf.tidy(() => tf.sigmoid(normals(random, [rows, SIDE, SIDE, 1], 2)) as tf.Tensor4D);
  const codes = tf.tidy(() => tf.clipByValue(normals(random, [rows, 3], 0.7), -2, 2));
  try {
    if (kind === "image") return imageSpace(images);
    if (kind === "latent") {
      const decoder = toyDecoder(tf.clone(images), normals(random, [3, PIXELS], 1));
      return latentSpace({ name: "latent/toy", codes, lower: [-2, -2, -2], upper: [2, 2, 2], decoder });
    }
    return transformationSpace(images, { lower: [-0.2, -0.2, -0.5, -0.5, 0.75, -1.5], upper: [0.2, 0.2, 0.5, 0.5, 1.15, 1.5] });
  } finally {
    tf.dispose([images, codes]);
  }
}

/**
 * sigmoid(z · A + logit of the row's own image): rows differ, so that a space which selects the wrong rows is
 * noticed. Owns both tensors.
 */
function toyDecoder(images: tf.Tensor4D, matrix: tf.Tensor2D): Decoder {
  return {
    decode: (codes) =>
      tf.tidy(() => {
        const shift = tf.log(tf.div(images, tf.sub(1, images)));
        return tf.sigmoid(tf.add<tf.Tensor4D>(tf.reshape(tf.matMul(codes, matrix), images.shape), shift));
      }),
    select: (rows) => toyDecoder(gatherRows(images, rows), tf.clone(matrix)),
    [Symbol.dispose]: () => tf.dispose([images, matrix]),
  };
}

function normals(random: Random, shape: [number, number], scale: number): tf.Tensor2D;
function normals(random: Random, shape: readonly number[], scale: number): tf.Tensor;
function normals(random: Random, shape: readonly number[], scale: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * random.normal()),
    [...shape],
  );
}
