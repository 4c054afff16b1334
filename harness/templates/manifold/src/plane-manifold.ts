import { Fault, latentSpaceName, throwIfAborted, type ImageShape, type Manifold, type NamedTensors, type Rows } from "@disentangle/core";
import { latentSpace, pace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { Planes } from "./planes.ts";

const ID = "template";

/** Codes are in standard deviations; those of valid images lie within this many, as most do. */
const BOX = 2;

/** Steps of a projection, each of them exact where no pixel is clipped. */
const STEPS = 30;

/**
 * One plane of images per class.
 *
 * @param classes what the lessons learned, by label
 * @throws Fault `bad-data` where that is something else
 */
export function planeManifold(image: ImageShape, classes: readonly NamedTensors[]): Manifold {
  const planes = Planes.of(image, classes);
  const { size } = planes;
  const bounds = { lower: new Float32Array(size).fill(-BOX), upper: new Float32Array(size).fill(BOX) };

  /**
   * The code whose image is nearest, row by row: the distance is convex in what is rendered before it is
   * clipped, so any start will do.
   */
  async function nearest(images: tf.Tensor4D, labels: Int32Array, signal: AbortSignal): Promise<tf.Tensor2D> {
    const turn = pace(signal);
    await turn();
    using decoder = planes.decoder(labels);
    let codes = tf.zeros<tf.Rank.R2>([labels.length, size]);
    try {
      for (let step = 0; step < STEPS; step++) {
        await turn();
        const before = codes;
        codes = tf.tidy(() => {
          const rest = tf.sub<tf.Tensor4D>(images, decoder.decode(before));
          return tf.clipByValue(tf.add<tf.Tensor2D>(before, decoder.along(rest)), -BOX, BOX);
        });
        before.dispose();
      }
      return codes;
    } catch (error) {
      codes.dispose();
      throw error;
    }
  }

  function encode({ images, labels }: Rows): tf.Tensor2D {
    using decoder = planes.decoder(labels);
    return tf.tidy(() => {
      const centre = decoder.decode(tf.zeros([labels.length, size]));
      return tf.clipByValue(decoder.along(tf.sub<tf.Tensor4D>(images, centre)), -BOX, BOX);
    });
  }

  async function project(images: tf.Tensor4D, labels: Int32Array, signal: AbortSignal) {
    const codes = await nearest(images, labels, signal);
    using decoder = planes.decoder(labels);
    const [found, distances] = tf.tidy(() => {
      const rendered = decoder.decode(codes);
      return [rendered, tf.sqrt(tf.sum(tf.square(tf.sub(rendered, images)), [1, 2, 3]))] as const;
    });
    // A copy, because a backend may hand out a view of memory that it uses again.
    const distance = Float32Array.from(await distances.data());
    distances.dispose();
    return { distance, images: found, codes, [Symbol.dispose]: () => tf.dispose([found, codes]) };
  }

  /** The class whose plane comes nearest to each image. */
  async function nearestClass(images: tf.Tensor4D, signal: AbortSignal): Promise<Int32Array> {
    const best = { label: new Int32Array(images.shape[0]).fill(-1), distance: new Float32Array(images.shape[0]).fill(Infinity) };
    for (const label of classes.keys()) {
      using projections = await project(images, new Int32Array(images.shape[0]).fill(label), signal);
      for (const [row, distance] of projections.distance.entries()) {
        if (distance >= (best.distance[row] as number)) continue;
        best.distance[row] = distance;
        best.label[row] = label;
      }
    }
    return best.label;
  }

  return {
    id: ID,
    exact: false,
    project(images, rows, _random, signal, labels = rows.labels) {
      if (images.shape[0] === rows.indices.length) return project(images, labels, signal);
      throw new Fault("contradiction", `${images.shape[0]} images came with ${rows.indices.length} examples.`, {
        value: images.shape,
        mend: "Give one example per image: the one it was made from.",
      });
    },
    codes: {
      size,
      encode,
      space: (rows) => {
        const codes = encode(rows);
        const made = latentSpace({ name: latentSpaceName(ID), codes, ...bounds, decoder: planes.decoder(rows.labels) });
        codes.dispose();
        return made;
      },
      /**
       * Claim 2b': of the rows whose unattacked reconstruction is nearest to its own class, whether that of
       * the example still is.
       */
      async keepsLabel(_points, images, rows, signal) {
        throwIfAborted(signal);
        using decoder = planes.decoder(rows.labels);
        const codes = encode(rows);
        const before = decoder.decode(codes);
        codes.dispose();
        try {
          const [unattacked, attacked] = [await nearestClass(before, signal), await nearestClass(images, signal)];
          return { kept: Uint8Array.from(rows.labels, (label, row) => (unattacked[row] !== label ? 2 : attacked[row] === label ? 1 : 0)) };
        } finally {
          before.dispose();
        }
      },
    },
    [Symbol.dispose]: () => planes[Symbol.dispose](),
  };
}
