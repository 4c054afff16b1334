import type { OptionSchema } from "@disentangle/core";
import * as v from "valibot";
import { DEFAULTS, type ProjectionOptions } from "./projection-options.ts";

const count = (fallback: number, words: string): v.GenericSchema<number | undefined, number> =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.description(words)), fallback);

/** Checks {@link ProjectionOptions}. */
export const projectionOptions: OptionSchema<ProjectionOptions> = v.pipe(
  v.strictObject({
    candidates: count(DEFAULTS.candidates, "codes drawn around the example's own to choose the starts from"),
    starts: count(DEFAULTS.starts, "candidates to optimise, the closest ones"),
    iterations: count(DEFAULTS.iterations, "steps of Levenberg-Marquardt per start"),
    spread: v.optional(
      v.pipe(
        v.number(),
        v.gtValue(0),
        v.maxValue(1),
        v.description("how far candidates lie from the example's code, as a share of each valid range"),
      ),
      DEFAULTS.spread,
    ),
  }),
  v.check(({ candidates, starts }) => starts <= candidates, "starts: must not exceed candidates"),
);
