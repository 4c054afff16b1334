import {
  type Dataset,
  Fault,
  type Manifold,
  type NamedTensors,
  type Projections,
  type Protocol,
  type Rows,
  throwIfAborted,
} from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { NeighbourIndex } from "./neighbours.ts";
import { projectOntoSpan } from "./span.ts";

/** What the manifold is made of. */
export interface KnnParts {
  /** The dataset whose training images are the neighbours. */
  readonly dataset: Dataset;
  /** What the lesson returned; stays the caller's. */
  readonly index: NamedTensors;
  /** Neighbours per image. */
  readonly neighbours: number;
  readonly protocol: Protocol;
}

/** Values of neighbours in memory at a time. */
const ROOM = 2 ** 24;

/**
 * The manifold around an image x, as the span of the vectors from x to the nearest training images: nearest
 * to the image that is projected, in principal components, least squares over all pixels. π(x̃) = x + P(x̃ −
 * x), so the distance of x̃ is how much of the move x̃ − x lies outside of that span; an unmoved image has
 * distance zero. A training image is never its own neighbour.
 *
 * `residual` looks from the mean c of the neighbours instead: the distance of x̃ − c to the span around c,
 * or, under the protocol `reference`, the chord 2 · sin(angle / 2) between x̃ − c and its projection, as
 * released.
 *
 * @throws Fault `bad-data` where the index is of another dataset or has too few images
 */
export function knnManifold({ dataset, index, neighbours, protocol }: KnnParts): Manifold {
  const [mean, components, codes] = ["mean", "components", "codes"].map((name) => tensorOf(index, name)) as [
    tf.Tensor1D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const size = dataset.image[0] * dataset.image[1] * dataset.image[2];
  if (mean.size !== size || codes.shape[0] > dataset.count("train")) throw misfit(`it is of images of ${mean.size} values`, mean.size);
  if (codes.shape[0] <= neighbours)
    throw misfit(`it has ${codes.shape[0]} images, and ${neighbours} neighbours are asked for`, codes.shape[0]);
  const search = new NeighbourIndex(codes);
  const owned = [mean.clone(), components.clone()] as const;
  return {
    id: "knn",
    exact: false,
    async project(images, rows, _random, signal) {
      const total = rows.indices.length;
      if (images.shape[0] !== total) {
        throw new Fault("contradiction", `${images.shape[0]} images came with ${total} examples.`, {
          value: images.shape,
          mend: "Give one example per image: the one it was made from.",
        });
      }
      const queries = tf.tidy((): tf.Tensor2D => tf.matMul<tf.Tensor2D>(tf.sub(tf.reshape(images, [total, size]), owned[0]), owned[1]));
      try {
        const without = rows.split === "train" ? rows.indices : new Int32Array(total).fill(-1);
        const near = await search.nearest(queries, neighbours, without);
        return await projectAll({ dataset, near, neighbours, size, protocol }, images, rows, signal);
      } finally {
        queries.dispose();
      }
    },
    [Symbol.dispose]() {
      search[Symbol.dispose]();
      tf.dispose([...owned]);
    },
  };
}

interface Search {
  readonly dataset: Dataset;
  /** Positions of the neighbours. [B · neighbours] */
  readonly near: Int32Array;
  readonly neighbours: number;
  readonly size: number;
  readonly protocol: Protocol;
}

async function projectAll(
  { dataset, near, neighbours, size, protocol }: Search,
  images: tf.Tensor4D,
  rows: Rows,
  signal: AbortSignal,
): Promise<Projections> {
  const total = rows.indices.length;
  const [moved, originals] = (await Promise.all([images.data(), rows.images.data()])).map((values) => Float32Array.from(values)) as [
    Float32Array,
    Float32Array,
  ];
  requireFinite(moved, size, rows.indices);
  const projected = new Float32Array(total * size);
  const [distance, residual] = [new Float32Array(total), new Float32Array(total)];
  const together = Math.max(1, Math.floor(ROOM / (neighbours * size)));
  for (let from = 0; from < total; from += together) {
    const until = Math.min(total, from + together);
    const wanted = near.subarray(from * neighbours, until * neighbours);
    using examples = await dataset.examples("train", wanted);
    const pixels = await examples.images.data();
    for (let row = from; row < until; row++) {
      throwIfAborted(signal);
      const own = pixels.subarray((row - from) * neighbours * size, (row - from + 1) * neighbours * size);
      const image = moved.subarray(row * size, (row + 1) * size);
      const around = fromCentre(own, originals.subarray(row * size, (row + 1) * size), image);
      const inside = projectOntoSpan(around.vectors, around.target);
      for (let k = 0; k < size; k++) projected[row * size + k] = (around.centre[k] as number) + (inside[k] as number);
      distance[row] = gap(around.target, inside);
      const middle = fromCentre(own, meanOf(own, size), image);
      const near = projectOntoSpan(middle.vectors, middle.target);
      residual[row] = protocol === "reference" ? chord(middle.target, near) : gap(middle.target, near);
    }
  }
  const result = tf.tensor4d(projected, images.shape);
  return { distance, residual, images: result, [Symbol.dispose]: () => result.dispose() };
}

/** Vectors from a centre to some points, and to the image. */
function fromCentre(
  points: ArrayLike<number>,
  centre: ArrayLike<number>,
  image: ArrayLike<number>,
): { readonly centre: ArrayLike<number>; readonly vectors: Float64Array; readonly target: Float64Array } {
  const size = image.length;
  const vectors = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) vectors[i] = (points[i] as number) - (centre[i % size] as number);
  return { centre, vectors, target: Float64Array.from({ length: size }, (_, k) => (image[k] as number) - (centre[k] as number)) };
}

function meanOf(points: ArrayLike<number>, size: number): Float64Array {
  const mean = new Float64Array(size);
  const count = points.length / size;
  for (let i = 0; i < points.length; i++) mean[i % size] = (mean[i % size] as number) + (points[i] as number) / count;
  return mean;
}

function gap(vector: Float64Array, projection: Float64Array): number {
  return Math.hypot(...vector.map((value, k) => value - (projection[k] as number)));
}

/** ‖v/‖v‖ − Pv/‖Pv‖‖, in [0, √2]; 0 for an image at the centre. */
function chord(vector: Float64Array, projection: Float64Array): number {
  const [length, shadow] = [Math.hypot(...vector), Math.hypot(...projection)];
  if (length === 0) return 0;
  if (shadow === 0) return Math.SQRT2;
  return Math.hypot(...vector.map((value, k) => value / length - (projection[k] as number) / shadow));
}

function requireFinite(values: Float32Array, size: number, indices: Int32Array): void {
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken === -1) return;
  throw new Fault(
    "not-finite",
    `The image of sample ${indices[Math.floor(broken / size)]} cannot be projected: it holds NaN or an infinity.`,
    {
      value: values[broken],
      mend: "Check the images before projecting them.",
    },
  );
}

function tensorOf(index: NamedTensors, name: string): tf.Tensor {
  const tensor = index[name];
  if (tensor === undefined) throw misfit(`it lacks ${name}`, Object.keys(index));
  return tensor;
}

function misfit(why: string, value: unknown): Fault {
  return new Fault("bad-data", `The index of neighbours does not fit: ${why}.`, {
    value,
    mend: "Learn the index anew, or use more training images.",
  });
}
