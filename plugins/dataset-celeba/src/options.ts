import * as v from "valibot";
import { ATTRIBUTES } from "./attributes.ts";

/** Options of the dataset, checked. */
export interface CelebaOptions {
  /**
   * Folder with `list_attr_celeba.txt` and the aligned images: `img_align_celeba.zip`, or a folder
   * `img_align_celeba`, or the JPEGs themselves. Without it that of the cache.
   */
  readonly folder?: string | undefined;
  /** The attribute that is the class: one of the 40, `Male` by default. */
  readonly attribute: string;
  /**
   * `paper` (default): the first 90 % for training; `official`: partitions 0 and 1 of
   * `list_eval_partition.txt` for training, 2 for testing.
   */
  readonly split: "paper" | "official";
}

/** Schema of {@link CelebaOptions}. */
export const celebaOptions: v.GenericSchema<unknown, CelebaOptions> = v.strictObject({
  folder: v.optional(
    v.pipe(
      v.string(),
      v.nonEmpty(),
      v.description("folder with img_align_celeba.zip (or its files) and list_attr_celeba.txt, default celeba in the cache"),
    ),
  ),
  attribute: v.optional(v.pipe(v.picklist(ATTRIBUTES), v.description("the attribute that is the class, such as Smiling")), "Male"),
  split: v.optional(v.pipe(v.picklist(["paper", "official"]), v.description("paper (first 90 % for training) or official")), "paper"),
});
