import type { Picture } from "@disentangle/core";
import * as v from "valibot";
import { count, described, row, text } from "./fields.ts";

/** An image to look at. */
export interface PictureRow extends v.InferOutput<typeof pictureSchema> {}
/** Schema of {@link PictureRow}. */
export const pictureSchema = row("PictureRow", "An image to look at.", {
  height: count,
  width: count,
  channels: described(v.picklist([1, 3]), "1 for grey, 3 for red, green and blue."),
  pixels: described(text, "Values from 0 to 255, a byte each, row-major [height, width, channels], as base64."),
});

/** The row of `result.json` for a picture. */
export function pictureRow({ shape: [height, width, channels], pixels }: Picture): PictureRow {
  return { height, width, channels: channels === 3 ? 3 : 1, pixels: Buffer.from(pixels).toString("base64") };
}
