import * as v from "valibot";

/** Options of `random`; every field may be left out. */
export interface RandomOptions {
  /** Norm of the ball. Default `linf`. */
  readonly norm: "linf" | "l2" | "l1";
  /**
   * Where the ball is centred. `zero` is how the released augmentation draws transformations: around zero
   * rather than around the identity, then clipped to the box, so that the scale always ends at its smallest;
   * the ball around the origin is then not kept. Default `origin`.
   */
  readonly centre: "origin" | "zero";
}

/** Checks {@link RandomOptions} and fills in defaults. */
export const randomOptions: v.GenericSchema<unknown, RandomOptions> = v.strictObject({
  norm: v.optional(v.pipe(v.picklist(["linf", "l2", "l1"]), v.description("linf, l2 or l1")), "linf"),
  centre: v.optional(v.pipe(v.picklist(["origin", "zero"]), v.description("origin, or zero as in the released augmentation")), "origin"),
});
