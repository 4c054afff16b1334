import * as v from "valibot";

/** Options of the dataset, checked. */
export interface FontsOptions {
  /** Ranges from which θ is drawn; `hard` by default. */
  readonly ranges: "easy" | "moderate" | "hard";
  /** Seed of θ, 0 by default. Not the seed of the run: runs with different seeds see the same dataset. */
  readonly seed?: number | undefined;
  /** Images held back from the end of the training split, 10,000 by default. */
  readonly validation: number;
  /** Folder with the files published by the authors of the paper; without it the dataset is made here. */
  readonly folder?: string | undefined;
}

/** Schema of {@link FontsOptions}. */
export const fontsOptions: v.GenericSchema<unknown, FontsOptions> = v.strictObject({
  ranges: v.optional(v.picklist(["easy", "moderate", "hard"]), "hard"),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  validation: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 10_000),
  folder: v.optional(v.pipe(v.string(), v.nonEmpty())),
});
