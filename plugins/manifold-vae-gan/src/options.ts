import type { OptionSchema } from "@disentangle/core";
import * as v from "valibot";

/** Options of the learned manifolds. */
export interface VaeGanOptions {
  readonly width: number;
  readonly size?: number | undefined;
  readonly beta?: number | undefined;
  readonly gamma: number;
  readonly epochs?: number | undefined;
  readonly batch: number;
  readonly images?: number | undefined;
  readonly starts: number;
  readonly iterations: number;
}

const count = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));
const weight = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** Checks {@link VaeGanOptions}. */
export const vaeGanOptions: OptionSchema<VaeGanOptions> = v.strictObject({
  width: v.pipe(v.optional(count(1), 64), v.description("channels of the level next to the image; the paper's networks have 64")),
  size: v.pipe(v.optional(count(1)), v.description("numbers per latent code; 10 unless given, on CelebA 25")),
  beta: v.pipe(
    v.optional(weight),
    v.description("weight of the reconstruction error; the paper's for the dataset and class unless given, else 3"),
  ),
  gamma: v.pipe(v.optional(weight, 1), v.description("weight of the adversarial terms")),
  epochs: v.pipe(v.optional(count(1)), v.description("passes over the images; unless given, 10 on FONTS, 60 on Fashion-MNIST, else 30")),
  batch: v.pipe(v.optional(count(2), 100), v.description("images per step")),
  images: v.pipe(v.optional(count(2)), v.description("training images of each class, the first; all unless given")),
  starts: v.pipe(v.optional(count(1), 3), v.description("codes that a projection starts from: the encoder's answer, and random ones")),
  iterations: v.pipe(v.optional(count(0), 100), v.description("steps of a projection")),
});
