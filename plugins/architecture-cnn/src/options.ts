import type { OptionSchema } from "@disentangle/core";
import { integer, minValue, number, optional, pipe, strictObject } from "valibot";

/** Options of the standard CNN. */
export interface CnnOptions {
  /** Channels of the first stage, doubled by each further one; 16 unless given. */
  readonly channels: number;
  /** Features of the linear layer before the last; ten per class unless given. */
  readonly hidden?: number | undefined;
  /** Convolutional stages, at least one; as many as leave at least 3 pixels a side unless given. */
  readonly stages?: number | undefined;
}

const count = pipe(number(), integer(), minValue(1));

/** Checks {@link CnnOptions}. */
export const cnnOptions: OptionSchema<CnnOptions> = strictObject({
  channels: optional(count, 16),
  hidden: optional(count),
  stages: optional(count),
});
