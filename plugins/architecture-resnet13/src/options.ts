import type { OptionSchema } from "@disentangle/core";
import * as v from "valibot";

/** Options of the ResNet. */
export interface Resnet13Options {
  /** Channels of the first stage, doubled by each further one; 64 unless given. */
  readonly channels: number;
  /** Residual blocks per stage; 2 unless given (the original experiments take 3 on CelebA). */
  readonly blocks: number;
  /** Stages, each after the first halving the map; 3 unless given. */
  readonly stages: number;
}

const count = (words: string): v.GenericSchema<number> => v.pipe(v.number(), v.integer(), v.minValue(1), v.description(words));

/** Checks {@link Resnet13Options}. */
export const resnet13Options: OptionSchema<Resnet13Options> = v.strictObject({
  channels: v.optional(count("channels of the first stage, doubled by each further one"), 64),
  blocks: v.optional(count("residual blocks per stage (3 on CelebA in the original)"), 2),
  stages: v.optional(count("stages"), 3),
});
