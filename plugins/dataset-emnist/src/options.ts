import { Fault, parseOptions } from "@disentangle/core";
import * as v from "valibot";
import type { Group } from "./groups.ts";

/** Options of the dataset, checked. */
export interface EmnistOptions {
  /** Which images and classes; `digits` by default, as in the paper. */
  readonly group: Group;
  /** `official` demands the official files, `sample` takes the sample of this package, `auto` (default) the files if they are here. */
  readonly files: "auto" | "official" | "sample";
  /** Folder or zip file with the group's files, instead of the cache. */
  readonly folder?: string | undefined;
  /** Whether images in `folder` are `transposed` (default), as the official ones are, or `upright`. */
  readonly orientation?: "transposed" | "upright" | undefined;
}

const schema: v.GenericSchema<unknown, EmnistOptions> = v.strictObject({
  group: v.optional(v.picklist(["digits", "letters", "balanced", "mnist"]), "digits"),
  files: v.optional(v.picklist(["auto", "official", "sample"]), "auto"),
  folder: v.optional(v.pipe(v.string(), v.nonEmpty())),
  orientation: v.optional(v.picklist(["transposed", "upright"])),
});

/**
 * Options with their defaults; reads nothing.
 *
 * @throws Fault `bad-option` or `contradiction` for wrong ones
 */
export function checkOptions(raw: unknown): EmnistOptions {
  const options = parseOptions("dataset emnist", schema, raw);
  const { folder, files, orientation, group } = options;
  if (folder !== undefined && files !== "auto") throw clash("`folder` and `files` exclude each other", raw);
  if (folder === undefined && orientation !== undefined) throw clash("`orientation` is of the images in `folder`, which is missing", raw);
  if (files === "sample" && group !== "digits") throw clash(`\`files=sample\` has digits only, not ${group}`, raw);
  return options;
}

function clash(what: string, value: unknown): Fault {
  return new Fault("contradiction", `Options of dataset emnist: ${what}.`, { value, mend: "Leave one of them out." });
}
