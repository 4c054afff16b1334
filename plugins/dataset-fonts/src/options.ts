import { Fault } from "@disentangle/core";
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

/** Schema of {@link FontsOptions}; a Fault `contradiction` where two exclude each other. */
export const fontsOptions: v.GenericSchema<unknown, FontsOptions> = v.pipe(
  v.strictObject({
    ranges: v.optional(
      v.pipe(v.picklist(["easy", "moderate", "hard"]), v.description("how far letters are transformed: easy, moderate or hard")),
      "hard",
    ),
    seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description("seed of the transformations, default 0"))),
    validation: v.optional(
      v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description("images held back from the end of the training split")),
      10_000,
    ),
    folder: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.description("folder with the HDF5 files published by the authors of the paper, default none: the images are made here"),
      ),
    ),
  }),
  v.transform(refuseContradiction),
);

function refuseContradiction(options: FontsOptions): FontsOptions {
  const { folder, seed } = options;
  if (folder === undefined || seed === undefined) return options;
  throw new Fault("contradiction", "Options `folder` and `seed` of dataset fonts exclude each other: files hold their own codes.", {
    value: { folder, seed },
    mend: "Leave one of them out.",
  });
}
