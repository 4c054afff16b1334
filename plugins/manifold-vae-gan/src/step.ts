import type { Adam } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { divergence, posteriorOf, reconstructionError, sampleCode, takenForFake, takenForReal } from "./losses.ts";
import type { NetworkName, VaeGan } from "./networks.ts";

/** Weights of the loss. */
export interface LossWeights {
  /** β of the reconstruction error. */
  readonly beta: number;
  /** γ of the adversarial terms. */
  readonly gamma: number;
}

/** Gradients by `Variable.name`, of the three networks. The caller disposes of them. */
export type Gradients = Readonly<Record<NetworkName, tf.NamedTensorMap>>;

/**
 * Loss terms of a batch, means over its images; the two last are the mean of what the discriminator says,
 * sigmoid(D).
 */
export type Terms = Readonly<Record<TermName, tf.Scalar>>;

/** The terms by name, in the order of reports. */
export const TERMS = ["divergence", "reconstruction", "adversarial", "discriminator", "real", "fake"] as const;
/** Name of a term. */
export type TermName = (typeof TERMS)[number];

/**
 * Loss terms and gradients of one batch, all of one forward pass, in train mode: the discriminator sees real
 * images and reconstructions in separate passes, each under its own batch statistics. Losses are sums over
 * batch, pixels and latents:
 *
 * ```text
 * encoder: KL + β·REC + γ·ADV      decoder: β·REC + γ·ADV      discriminator: γ·DIS
 * ```
 *
 * One backward pass serves encoder and decoder, as the KL term does not depend on the decoder; none computes
 * gradients of weights that it is not for.
 *
 * @param images [B, height, width, channels]
 * @param noise standard normal [B, Q]
 */
export function lossGradients(
  networks: VaeGan,
  images: tf.Tensor4D,
  noise: tf.Tensor2D,
  { beta, gamma }: LossWeights,
): Gradients & { readonly terms: Terms } {
  const { encoder, decoder, discriminator } = networks;
  const kept: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    // A clone outlives the scope of the gradient computation.
    const copy = tf.keep(tensor.clone());
    kept.push(copy);
    return copy;
  };
  const count = images.shape[0];
  try {
    return tf.tidy(() => {
      const made: Partial<Record<"reconstructions" | TermName, tf.Tensor>> = {};
      const generation = (): tf.Scalar => {
        const posterior = posteriorOf(encoder.forward(images, "train"));
        const reconstructions = decoder.forward(sampleCode(posterior, noise), "train");
        const [kl, error] = [divergence(posterior), reconstructionError(images, reconstructions)];
        const adversarial = takenForReal(discriminator.forward(reconstructions, "train"));
        Object.assign(made, {
          reconstructions: keep(reconstructions),
          divergence: keep(kl),
          reconstruction: keep(error),
          adversarial: keep(adversarial),
        });
        return tf.add(kl, tf.add(tf.mul(error, beta), tf.mul(adversarial, gamma)));
      };
      const both = tf.variableGrads(generation, [...Object.values(encoder.parameters()), ...Object.values(decoder.parameters())]).grads;
      const discrimination = (): tf.Scalar => {
        const real = discriminator.forward(images, "train");
        const fake = discriminator.forward(made.reconstructions as tf.Tensor, "train");
        const error = tf.add<tf.Scalar>(takenForReal(real), takenForFake(fake));
        Object.assign(made, { discriminator: keep(error), real: keep(tf.mean(tf.sigmoid(real))), fake: keep(tf.mean(tf.sigmoid(fake))) });
        return tf.mul(error, gamma);
      };
      const { grads } = tf.variableGrads(discrimination, Object.values(discriminator.parameters()));
      const mean = (name: TermName): tf.Scalar => tf.div(made[name] as tf.Scalar, count);
      return {
        encoder: own(both, encoder.parameters()),
        decoder: own(both, decoder.parameters()),
        discriminator: grads,
        terms: {
          divergence: mean("divergence"),
          reconstruction: mean("reconstruction"),
          adversarial: mean("adversarial"),
          discriminator: mean("discriminator"),
          real: (made.real as tf.Scalar).clone(),
          fake: (made.fake as tf.Scalar).clone(),
        },
      };
    });
  } finally {
    tf.dispose(kept);
  }
}

/**
 * One step of the three optimisers, in the order encoder, decoder, discriminator, on gradients of one forward
 * pass.
 *
 * @returns the loss terms; the caller disposes of them
 */
export function updateVaeGan(
  networks: VaeGan,
  optimisers: Readonly<Record<NetworkName, Adam>>,
  images: tf.Tensor4D,
  noise: tf.Tensor2D,
  weights: LossWeights,
  learningRate: number,
): Terms {
  return tf.tidy(() => {
    const { terms, ...gradients } = lossGradients(networks, images, noise, weights);
    for (const name of ["encoder", "decoder", "discriminator"] as const) optimisers[name].apply(gradients[name], learningRate);
    return terms;
  });
}

function own(gradients: tf.NamedTensorMap, parameters: Readonly<Record<string, tf.Variable>>): tf.NamedTensorMap {
  const names = new Set(Object.values(parameters).map(({ name }) => name));
  return Object.fromEntries(Object.entries(gradients).filter(([name]) => names.has(name)));
}
