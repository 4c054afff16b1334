import type { OptionSchema } from "@disentangle/core";
import { integer, minValue, number, optional, pipe, strictObject } from "valibot";

/** Options of the MLP. */
export interface MlpOptions {
  /** Features of each hidden layer; 128 unless given. */
  readonly units: number;
  /** Hidden layers; 4 unless given. */
  readonly layers: number;
}

const count = pipe(number(), integer(), minValue(1));

/** Checks {@link MlpOptions}. */
export const mlpOptions: OptionSchema<MlpOptions> = strictObject({ units: optional(count, 128), layers: optional(count, 4) });
