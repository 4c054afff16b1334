import type * as tf from "@tensorflow/tfjs";
import { affine } from "./affine.ts";
import { gatherRows } from "./gather-rows.ts";

/** Renders codes to images, row by row: row i may have data of its own, such as a prototype or a class. */
export interface Decoder extends Disposable {
  /** Images [B, height, width, channels] in [0, 1] of codes [B, D]; differentiable in the codes. */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
  /** The decoder of these rows alone, in this order; owned by the caller. */
  select(rows: Int32Array): Decoder;
}

/**
 * Decodes six numbers per row by transforming that row's image with {@link affine}.
 *
 * @param images [B, height, width, channels]; stay the caller's, who may free them at once
 */
export function affineDecoder(images: tf.Tensor4D): Decoder {
  return own(images.clone());
}

function own(images: tf.Tensor4D): Decoder {
  return {
    decode: (codes) => affine(images, codes),
    select: (rows) => own(gatherRows(images, rows)),
    [Symbol.dispose]: () => images.dispose(),
  };
}
