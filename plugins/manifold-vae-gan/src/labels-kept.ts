import { type LabelCheck, type Rows, throwIfAborted } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { posteriorOf } from "./losses.ts";
import { forwardByMember } from "./member-decoder.ts";
import type { Coders } from "./project-rows.ts";

/**
 * Part 2b' of claim 2: whether the class that reconstructs an image best, in Σ |x − dec(enc(x))|, is still
 * the example's own after the attack. Rows whose unattacked reconstruction dec(z) already is reconstructed
 * better by another class are left out, and all rows are where one VAE-GAN serves all classes.
 */
export async function labelsKept(
  coders: Coders,
  encode: (rows: Rows) => tf.Tensor2D,
  points: tf.Tensor2D,
  images: tf.Tensor4D,
  rows: Rows,
  signal: AbortSignal,
): Promise<LabelCheck> {
  const one = coders.decoders.length === 1;
  const members = one ? new Int32Array(rows.labels.length) : rows.labels;
  throwIfAborted(signal);
  const made = tf.tidy(() => {
    const decoded = forwardByMember(coders.decoders, members, points);
    const largest = tf.max(tf.abs(tf.sub(decoded, images)));
    if (one) return { largest };
    const before = forwardByMember(coders.decoders, members, encode(rows));
    return { largest, before: bestClass(coders, before), after: bestClass(coders, images) };
  });
  try {
    const [largest, before, after] = await Promise.all([made.largest.data(), made.before?.data(), made.after?.data()]);
    const kept = Uint8Array.from(rows.labels, (label, row) => {
      if (before === undefined || after === undefined || before[row] !== label) return 2;
      return after[row] === label ? 1 : 0;
    });
    return { kept, largestDifference: largest[0] as number };
  } finally {
    tf.dispose({ ...made });
  }
}

/** Number of the class that reconstructs each image with the least error. [B] */
export function bestClass({ encoders, decoders }: Coders, images: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const errors = decoders.map((decoder, member) => {
      const { mean } = posteriorOf((encoders[member] as (typeof encoders)[number]).forward(images));
      return tf.sum(tf.abs(tf.sub(decoder.forward(mean), images)), [1, 2, 3]);
    });
    return tf.argMin<tf.Tensor1D>(tf.stack(errors, 1), 1);
  });
}
