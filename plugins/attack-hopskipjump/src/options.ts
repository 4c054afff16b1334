import * as v from "valibot";

/** Options of `hopskipjump`; every field may be left out. */
export interface HopSkipJumpOptions {
  /** Norm that is minimised. Default `l2`. */
  readonly norm: "l2" | "linf";
  /** Most queries per row, 1 to 10,000,000. Default 5000. */
  readonly queries: number;
  /**
   * Queries of the first estimate of a direction, later ones growing with the root of their number. Default
   * 100.
   */
  readonly firstQueries: number;
}

/** Checks {@link HopSkipJumpOptions} and fills in defaults. */
export const hopSkipJumpOptions: v.GenericSchema<unknown, HopSkipJumpOptions> = v.strictObject({
  norm: v.optional(v.pipe(v.picklist(["l2", "linf"]), v.description("norm that is minimised: l2 or linf")), "l2"),
  queries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000), v.description("most queries per row")), 5000),
  firstQueries: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10_000), v.description("queries of the first estimate of a direction")),
    100,
  ),
});
