import type { OptionSchema } from "@disentangle/core";
import * as v from "valibot";

/** Options of the standard CNN. */
export interface CnnOptions {
  /** Channels of the first stage, doubled by each further one; 16 unless given. */
  readonly channels: number;
  /** Features of the linear layer before the last; ten per class unless given. */
  readonly hidden?: number | undefined;
  /** Convolutional stages, at least one; as many as leave at least 3 pixels a side unless given. */
  readonly stages?: number | undefined;
}

const count = (words: string): v.GenericSchema<number> => v.pipe(v.number(), v.integer(), v.minValue(1), v.description(words));

/** Checks {@link CnnOptions}. */
export const cnnOptions: OptionSchema<CnnOptions> = v.strictObject({
  channels: v.optional(count("channels of the first stage"), 16),
  hidden: v.optional(count("features before the last layer, default 10 per class")),
  stages: v.optional(count("convolutional stages, default: down to 3 pixels a side")),
});
