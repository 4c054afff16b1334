import type { SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "./gather-rows.ts";

/**
 * The space of regular adversarial examples, Eq. (1) of the paper: a point is an image, in the box [0, 1],
 * and renders to itself. Disposing of it frees what it made, never the images given.
 *
 * @param images [B, height, width, channels] in [0, 1]; stay the caller's, who may free them at once
 */
export function imageSpace(images: tf.Tensor4D): SearchSpace {
  return own(images.clone());
}

function own(origin: tf.Tensor4D): SearchSpace {
  const [lower, upper] = [tf.scalar(0), tf.scalar(1)];
  return {
    name: "image",
    origin,
    lower,
    upper,
    // A clone, so that whoever renders may free the image without touching the points.
    render: (points) => points.clone() as tf.Tensor4D,
    select: (rows) => own(gatherRows(origin, rows)),
    [Symbol.dispose]: () => tf.dispose([origin, lower, upper]),
  };
}
