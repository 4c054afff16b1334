import type { OptionSchema } from "@disentangle/core";
import { array, integer, minLength, minValue, number, optional, pipe, strictObject } from "valibot";

/** Options of the VGG. */
export interface VggOptions {
  /** Channels of each convolution; 64, 128, 128, 256, 256 unless given. A max pooling comes before each change. */
  readonly channels: readonly number[];
  /** Features of the two hidden linear layers; 1024 unless given. */
  readonly hidden: number;
}

const count = pipe(number(), integer(), minValue(1));

/** Checks {@link VggOptions}. */
export const vggOptions: OptionSchema<VggOptions> = strictObject({
  channels: optional(pipe(array(count), minLength(1)), [64, 128, 128, 256, 256]),
  hidden: optional(count, 1024),
});
