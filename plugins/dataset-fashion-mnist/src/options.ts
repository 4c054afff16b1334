import { Fault } from "@disentangle/core";
import * as v from "valibot";

/** Options of the dataset, checked. */
export interface FashionOptions {
  /**
   * `official` demands the official files, `sample` takes the sample of this package, `auto` (default) the
   * files if they are here.
   */
  readonly files: "auto" | "official" | "sample";
  /** Folder or zip file with the four files, instead of the cache or Debian's package. */
  readonly folder?: string | undefined;
}

/** Schema of {@link FashionOptions}; a Fault `contradiction` where two exclude each other. */
export const fashionOptions: v.GenericSchema<unknown, FashionOptions> = v.pipe(
  v.strictObject({
    files: v.optional(
      v.pipe(
        v.picklist(["auto", "official", "sample"]),
        v.description("official, sample, or auto: the official files where they are here, else the sample"),
      ),
      "auto",
    ),
    folder: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.description("folder or zip file with the four files, default none: the cache, or where Debian's package puts them"),
      ),
    ),
  }),
  v.transform(refuseContradiction),
);

function refuseContradiction(options: FashionOptions): FashionOptions {
  if (options.folder === undefined || options.files === "auto") return options;
  throw new Fault("contradiction", "Options of dataset fashion-mnist: `folder` and `files` exclude each other.", {
    value: options,
    mend: "Leave one of them out.",
  });
}
