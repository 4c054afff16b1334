import { Fault, type SearchSpace, type SpaceName } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import type { Decoder } from "./decoder.ts";
import { gatherRows } from "./gather-rows.ts";

/** What a space of codes is made of. */
export interface CodeSpace {
  /** The unperturbed codes [B, D]; stay the caller's, who may free them at once. */
  readonly codes: tf.Tensor2D;
  /** Smallest valid value of each coordinate. [D] */
  readonly lower: ArrayLike<number>;
  /** Largest valid value of each coordinate. [D] */
  readonly upper: ArrayLike<number>;
  /** Renders the codes; the space takes it over and disposes of it. */
  readonly decoder: Decoder;
  /** Name of the space, such as `latent/fonts`. */
  readonly name: SpaceName;
}

/**
 * The space of on-manifold adversarial examples, Eq. (3) of the paper: a point is a latent code z and renders
 * to dec(z), under one box for all rows. Disposing of it frees what it made, and the decoder.
 *
 * @throws Fault `contradiction` where the box does not have one bound per coordinate of the codes
 */
export function latentSpace({ codes, lower, upper, decoder, name }: CodeSpace): SearchSpace {
  const [, size] = codes.shape;
  if (lower.length !== size || upper.length !== size) {
    throw new Fault("contradiction", `Codes of ${size} numbers have ${lower.length} lower and ${upper.length} upper bounds.`, {
      value: { lower, upper },
      mend: "Give one lower and one upper bound per number of a code.",
    });
  }
  const own = (origin: tf.Tensor2D, decode: Decoder): SearchSpace => {
    const [least, most] = [tf.tensor2d(Float32Array.from(lower), [1, size]), tf.tensor2d(Float32Array.from(upper), [1, size])];
    return {
      name,
      origin,
      lower: least,
      upper: most,
      render: (points) => decode.decode(points as tf.Tensor2D),
      select: (rows) => own(gatherRows(origin, rows), decode.select(rows)),
      [Symbol.dispose]: () => {
        tf.dispose([origin, least, most]);
        decode[Symbol.dispose]();
      },
    };
  };
  return own(codes.clone(), decoder);
}
