import * as v from "valibot";

/** Options of the dataset. */
export interface ImagesOptions {
  /**
   * A folder with one folder of pictures per class, or with `train` and `test` that hold such; a folder of
   * IDX files; or an .npz or .safetensors file.
   */
  readonly folder?: string | undefined;
  /**
   * Height and width that images are resized to, such as 32 or "48x64"; without it all must be of one size.
   */
  readonly size?: number | string | undefined;
  /** `auto` (default): grey where every picture is; `grey` and `colour` make them so. */
  readonly colours?: "auto" | "grey" | "colour" | undefined;
  /**
   * Share of the images that is held back for testing where nothing says which: 0.2 by default. 1 holds all
   * back, for those who only test.
   */
  readonly test?: number | undefined;
  /**
   * Seed of that split and of the order, 0 by default. Not the seed of the run: runs with different seeds see
   * the same dataset.
   */
  readonly seed?: number | undefined;
}

const side = v.pipe(v.number(), v.safeInteger(), v.minValue(4), v.maxValue(1024));
const sides = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}x\d{1,4}$/, "it must be a number, or height and width such as 48x64"),
  v.check(
    (text) => text.split("x").every((length) => Number(length) >= 4 && Number(length) <= 1024),
    "height and width must be from 4 to 1024",
  ),
);

/** Schema of {@link ImagesOptions}. */
export const imagesOptions: v.GenericSchema<unknown, CheckedOptions> = v.strictObject({
  folder: v.optional(v.pipe(v.string(), v.nonEmpty(), v.description("where they are: a folder, or an .npz or .safetensors file; needed"))),
  size: v.optional(
    v.pipe(v.union([side, sides]), v.description("height and width that all are resized to, such as 32 or 48x64, default none")),
  ),
  colours: v.optional(
    v.pipe(v.picklist(["auto", "grey", "colour"]), v.description("auto (grey where every picture is), grey or colour")),
    "auto",
  ),
  test: v.optional(
    v.pipe(v.number(), v.gtValue(0), v.maxValue(1), v.description("share held back for testing where no train and test say which")),
    0.2,
  ),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description("seed of that split and of the order")), 0),
});

/** {@link ImagesOptions} with their defaults. */
export interface CheckedOptions {
  readonly folder?: string | undefined;
  readonly size?: number | string | undefined;
  readonly colours: "auto" | "grey" | "colour";
  readonly test: number;
  readonly seed: number;
}

/** Height and width that images are to be resized to; undefined where they are to stay as they are. */
export function sizeOf({ size }: CheckedOptions): readonly [height: number, width: number] | undefined {
  if (size === undefined) return undefined;
  const [height = 0, width = height] = String(size).split("x").map(Number);
  return [height, width];
}
