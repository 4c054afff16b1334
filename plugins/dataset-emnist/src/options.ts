import { Fault } from "@disentangle/core";
import * as v from "valibot";
import type { EmnistGroup } from "./groups.ts";

/** Options of the dataset, checked. */
export interface EmnistOptions {
  /** Which images and classes; `digits` by default, as in the paper. */
  readonly group: EmnistGroup;
  /**
   * `official` demands the official files, `sample` takes the sample of this package, `auto` (default) the
   * files if they are here.
   */
  readonly files: "auto" | "official" | "sample";
  /** Folder or zip file with the group's files, instead of the cache. */
  readonly folder?: string | undefined;
  /** Whether images in `folder` are `transposed` (default), as the official ones are, or `upright`. */
  readonly orientation?: "transposed" | "upright" | undefined;
}

/** Schema of {@link EmnistOptions}; a Fault `contradiction` where two exclude each other. */
export const emnistOptions: v.GenericSchema<unknown, EmnistOptions> = v.pipe(
  v.strictObject({
    group: v.optional(
      v.pipe(v.picklist(["digits", "letters", "balanced", "mnist"]), v.description("digits, letters, balanced or mnist")),
      "digits",
    ),
    files: v.optional(
      v.pipe(
        v.picklist(["auto", "official", "sample"]),
        v.description("official, sample, or auto: the official files where they are here, else the sample"),
      ),
      "auto",
    ),
    folder: v.optional(
      v.pipe(v.string(), v.nonEmpty(), v.description("folder or zip file with the group's files, default none: the cache")),
    ),
    orientation: v.optional(
      v.pipe(
        v.picklist(["transposed", "upright"]),
        v.description("of the images in folder: transposed, as the official ones are, or upright, default transposed"),
      ),
    ),
  }),
  v.transform(refuseContradiction),
);

function refuseContradiction(options: EmnistOptions): EmnistOptions {
  const { folder, files, orientation, group } = options;
  if (folder !== undefined && files !== "auto") throw clash("`folder` and `files` exclude each other", options);
  if (folder === undefined && orientation !== undefined)
    throw clash("`orientation` is of the images in `folder`, which is missing", options);
  if (files === "sample" && group !== "digits") throw clash(`\`files=sample\` has digits only, not ${group}`, options);
  return options;
}

function clash(what: string, value: unknown): Fault {
  return new Fault("contradiction", `Options of dataset emnist: ${what}.`, { value, mend: "Leave one of them out." });
}
