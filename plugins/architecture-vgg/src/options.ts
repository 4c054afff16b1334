import type { OptionSchema } from "@disentangle/core";
import * as v from "valibot";

/** Options of the VGG. */
export interface VggOptions {
  /**
   * Channels of each convolution; 64, 128, 128, 256, 256 unless given. A max pooling comes before each
   * change.
   */
  readonly channels: readonly number[];
  /** Features of the two hidden linear layers; 1024 unless given. */
  readonly hidden: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Checks {@link VggOptions}. */
export const vggOptions: OptionSchema<VggOptions> = v.strictObject({
  channels: v.optional(v.pipe(v.array(count), v.minLength(1), v.description("channels of each convolution")), [64, 128, 128, 256, 256]),
  hidden: v.optional(v.pipe(count, v.description("features of the two hidden linear layers")), 1024),
});
