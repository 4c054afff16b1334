import type { OptionSchema } from "@disentangle/core";
import { integer, minValue, number, optional, pipe, strictObject } from "valibot";

/** Options of the ResNet. */
export interface Resnet13Options {
  /** Channels of the first stage, doubled by each further one; 64 unless given. */
  readonly channels: number;
  /** Residual blocks per stage; 2 unless given (the original experiments take 3 on CelebA). */
  readonly blocks: number;
  /** Stages, each after the first halving the map; 3 unless given. */
  readonly stages: number;
}

const count = pipe(number(), integer(), minValue(1));

/** Checks {@link Resnet13Options}. */
export const resnet13Options: OptionSchema<Resnet13Options> = strictObject({
  channels: optional(count, 64),
  blocks: optional(count, 2),
  stages: optional(count, 3),
});
