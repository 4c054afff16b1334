import { Fault, parseOptions } from "@disentangle/core";
import * as v from "valibot";

/** Options of the dataset. */
export interface ImagesOptions {
  /** A folder with one folder of pictures per class, or with `train` and `test` that hold such; a folder of IDX files; or an .npz or .safetensors file. */
  readonly folder: string;
  /** Height and width that images are resized to, such as 32 or "48x64"; without it all must be of one size. */
  readonly size?: number | string | undefined;
  /** `auto` (default): grey where every picture is; `grey` and `colour` make them so. */
  readonly colours?: "auto" | "grey" | "colour" | undefined;
  /** Share of the images that is held back for testing where nothing says which: 0.2 by default. */
  readonly test?: number | undefined;
  /** Seed of that split and of the order, 0 by default. Not the seed of the run: runs with different seeds see the same dataset. */
  readonly seed?: number | undefined;
}

/** Options with their defaults, checked. */
export interface CheckedOptions {
  readonly folder: string;
  readonly size?: readonly [height: number, width: number] | undefined;
  readonly colours: "auto" | "grey" | "colour";
  readonly test: number;
  readonly seed: number;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(4), v.maxValue(1024));

/** `32` or `"48x64"`, height first. */
const size = v.union([
  v.pipe(
    whole,
    v.transform((side): readonly [number, number] => [side, side]),
  ),
  v.pipe(
    v.string(),
    v.regex(/^\d+x\d+$/, "It must be a number, or height and width such as 48x64"),
    v.transform((text) => text.split("x").map(Number) as [number, number]),
    v.tuple([whole, whole]),
  ),
]);

const schema: v.GenericSchema<unknown, CheckedOptions> = v.strictObject({
  folder: v.pipe(v.string("It must say where your images are"), v.nonEmpty()),
  size: v.optional(size),
  colours: v.optional(v.picklist(["auto", "grey", "colour"]), "auto"),
  test: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.2),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
});

/**
 * Options with their defaults; reads nothing.
 *
 * @throws Fault `bad-option` for wrong ones
 */
export function checkOptions(raw: unknown): CheckedOptions {
  if ((raw as { folder?: unknown } | undefined)?.folder === undefined) {
    throw new Fault("bad-option", "Options of dataset images are wrong: folder: it must say where your images are.", {
      value: raw,
      mend: "Name the folder, as in --dataset images:folder=path/to/mine.",
    });
  }
  return parseOptions("dataset images", schema, raw);
}
