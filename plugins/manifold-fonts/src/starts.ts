import type { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** How many codes to draw, and how far from the example's own. */
export interface Draw {
  readonly candidates: number;
  /** Share of each valid range by which a coordinate is moved at most, either way. */
  readonly spread: number;
}

/**
 * Valid codes around those of the examples, never those codes themselves: each coordinate is moved by a
 * uniform share of its range, then clipped. Every sample has a stream of its own, so neither order nor size
 * of a batch changes a draw.
 *
 * @param codes the examples' codes [B, D]
 * @param samples identity of each row [B]
 * @returns [candidates, B, D]
 */
export function drawCandidates(
  codes: tf.Tensor2D,
  { lower, upper }: { readonly lower: tf.Tensor2D; readonly upper: tf.Tensor2D },
  samples: Int32Array,
  { candidates, spread }: Draw,
  random: Random,
): tf.Tensor3D {
  const [batch, size] = codes.shape;
  const shares = new Float32Array(batch * candidates * size);
  for (const [row, sample] of samples.entries()) {
    const stream = random.fork("projection", sample);
    for (let candidate = 0; candidate < candidates; candidate++) {
      for (let k = 0; k < size; k++) shares[(candidate * batch + row) * size + k] = spread * (2 * stream.uniform() - 1);
    }
  }
  return tf.tidy(() => {
    const moves = tf.tensor3d(shares, [candidates, batch, size]).mul(upper.sub(lower));
    return moves.add(codes).maximum(lower).minimum<tf.Tensor3D>(upper);
  });
}

/**
 * The `count` candidates of smallest loss in every row, best first.
 *
 * @param candidates [K, B, D]
 * @param losses [B, K]
 * @returns [B · count, D], the choices of a row beside each other
 */
export function bestCandidates(candidates: tf.Tensor3D, losses: tf.Tensor2D, count: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [options, batch, size] = candidates.shape;
    const { indices } = tf.topk(losses.neg(), count);
    const rows = tf.range(0, batch, 1, "int32").expandDims(1);
    return tf.gather(candidates.reshape<tf.Tensor2D>([options * batch, size]), indices.mul(tf.scalar(batch, "int32")).add(rows).flatten());
  });
}
