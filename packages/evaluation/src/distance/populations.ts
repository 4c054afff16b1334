import type { Manifold, Population, Random, Rows, SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { read } from "../read.ts";
import type { HeldOut } from "./held-out.ts";
import { changes, moveAlong } from "./move-along.ts";
import { noisyImage } from "./noise.ts";

/** Adversarial examples in the making: what populations are made of. */
export interface Batch {
  readonly rows: Rows;
  /** [B · pixels] */
  readonly originals: Float32Array;
  /** Images of the adversarial examples. [B · pixels] */
  readonly adversarial: Float32Array;
  readonly ruler: Manifold;
  /** Present where the ruler is approximate. */
  readonly heldOut: HeldOut | undefined;
  readonly random: Random;
}

/** Images of a population, and 1 for rows to leave out. */
export interface Populated {
  readonly images: Float32Array;
  readonly left?: Uint8Array;
}

/**
 * The populations that a ruler can measure beside adversarial examples of that kind of space. Companions are
 * the same whatever the attack, so examples on the manifold bring none.
 */
export function populationsOf(ruler: Manifold, regular: boolean): readonly Population[] {
  if (!regular) return ["adversarial"];
  if (!ruler.exact) return ["adversarial", "clean", "noise", "control", "shrunk"];
  return ["adversarial", "clean", "noise", ...(ruler.codes ? (["control"] as const) : [])];
}

/** Makes the images of a population. */
export async function populate(population: Population, batch: Batch): Promise<Populated> {
  const { rows, originals, adversarial } = batch;
  const count = rows.indices.length;
  switch (population) {
    case "adversarial":
      return { images: adversarial };
    case "clean":
      return { images: originals };
    case "noise": {
      const [norms, size] = [changes(adversarial, originals, count), originals.length / count];
      const images = new Float32Array(originals.length);
      streamsOf(batch, population).forEach((stream, row) => {
        images.set(noisyImage(originals.subarray(row * size, (row + 1) * size), norms[row] as number, stream), row * size);
      });
      return { images };
    }
    case "control":
      return batch.ruler.exact ? alongDecoder(batch) : toHeldOut(batch, false);
    case "shrunk":
      return toHeldOut(batch, true);
    default:
      return population satisfies never;
  }
}

/**
 * Images of adversarial points: of images the points themselves; of codes the test image moved as dec(z + ζ)
 * − dec(z) moves, so that what a learned decoder loses of the image does not count as a move.
 */
export async function movedImages(space: SearchSpace, points: Float32Array, originals: Float32Array): Promise<Float32Array> {
  if (space.name === "image") return points;
  const move = tf.tidy(() => tf.sub(space.render(tf.tensor(points, space.origin.shape)), space.render(space.origin)));
  try {
    return (await read(move)).map((change, i) => (originals[i] as number) + change);
  } finally {
    move.dispose();
  }
}

function streamsOf({ rows, random }: Batch, population: Population): readonly Random[] {
  return Array.from(rows.indices, (index) => random.fork(population, index));
}

/** Moves along the exact decoder, by as much as the adversarial examples have moved. */
async function alongDecoder(batch: Batch): Promise<Populated> {
  const { ruler, rows, adversarial, originals } = batch;
  using space = (ruler.codes as NonNullable<Manifold["codes"]>).space(rows);
  const moved = await moveAlong(space, changes(adversarial, originals, rows.indices.length), streamsOf(batch, "control"));
  return { images: moved.images, left: moved.unreachable };
}

/**
 * Moves to the nearest held-out image of the class, at full length or shrunk to the norm of the perturbation.
 */
async function toHeldOut({ heldOut, rows, adversarial, originals }: Batch, shrink: boolean): Promise<Populated> {
  const images = await (heldOut as HeldOut).nearest(rows);
  const count = rows.indices.length;
  const [lengths, norms, size] = [changes(images, originals, count), changes(adversarial, originals, count), originals.length / count];
  // A class without another image gives no move.
  const left = Uint8Array.from(lengths, (length) => (length > 0 ? 0 : 1));
  if (!shrink) return { images, left };
  for (let row = 0; row < count; row++) {
    const share = Math.min(1, (norms[row] as number) / (lengths[row] as number));
    for (let i = row * size; i < (row + 1) * size; i++) {
      const original = originals[i] as number;
      images[i] = original + share * ((images[i] as number) - original);
    }
  }
  return { images, left };
}
