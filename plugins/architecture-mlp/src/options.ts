import type { OptionSchema } from "@disentangle/core";
import * as v from "valibot";

/** Options of the MLP. */
export interface MlpOptions {
  /** Features of each hidden layer; 128 unless given. */
  readonly units: number;
  /** Hidden layers; 4 unless given. */
  readonly layers: number;
}

const count = (words: string): v.GenericSchema<number> => v.pipe(v.number(), v.integer(), v.minValue(1), v.description(words));

/** Checks {@link MlpOptions}. */
export const mlpOptions: OptionSchema<MlpOptions> = v.strictObject({
  units: v.optional(count("features of each hidden layer"), 128),
  layers: v.optional(count("hidden layers"), 4),
});
