import * as v from "valibot";

/** Options of `square`; every field may be left out. */
export interface SquareOptions {
  /** Norm of the ball. Default `linf`. */
  readonly norm: "linf" | "l2" | "l1";
  /** Most forward passes per row, 1 to 1,000,000. Default 5000, as in AutoAttack. */
  readonly queries: number;
  /** Share p of the coordinates that the first proposals change; above 0, at most 1. Default 0.8. */
  readonly share: number;
}

/** Checks {@link SquareOptions} and fills in defaults. */
export const squareOptions: v.GenericSchema<unknown, SquareOptions> = v.strictObject({
  norm: v.optional(v.pipe(v.picklist(["linf", "l2", "l1"]), v.description("norm of the ball: linf, l2 or l1")), "linf"),
  queries: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000), v.description("most forward passes per row")),
    5000,
  ),
  share: v.optional(
    v.pipe(v.number(), v.gtValue(0), v.maxValue(1), v.description("share of the coordinates that the first proposals change")),
    0.8,
  ),
});
