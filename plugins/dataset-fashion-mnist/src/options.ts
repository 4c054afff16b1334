import { Fault, parseOptions } from "@disentangle/core";
import * as v from "valibot";

/** Options of the dataset, checked. */
export interface FashionOptions {
  /** `official` demands the official files, `sample` takes the sample of this package, `auto` (default) the files if they are here. */
  readonly files: "auto" | "official" | "sample";
  /** Folder or zip file with the four files, instead of the cache or Debian's package. */
  readonly folder?: string | undefined;
}

const schema: v.GenericSchema<unknown, FashionOptions> = v.strictObject({
  files: v.optional(v.picklist(["auto", "official", "sample"]), "auto"),
  folder: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

/**
 * Options with their defaults; reads nothing.
 *
 * @throws Fault `bad-option` or `contradiction` for wrong ones
 */
export function checkOptions(raw: unknown): FashionOptions {
  const options = parseOptions("dataset fashion-mnist", schema, raw);
  if (options.folder === undefined || options.files === "auto") return options;
  throw new Fault("contradiction", "Options of dataset fashion-mnist: `folder` and `files` exclude each other.", {
    value: raw,
    mend: "Leave one of them out.",
  });
}
