import { Fault, reasonOf, type Picture } from "@disentangle/core";
import sharp from "sharp";

/**
 * Decodes a picture (JPEG, PNG, WebP, TIFF, GIF), turned as its camera says, on white where it is
 * transparent.
 *
 * @param name for the message
 * @param channels 1 for grey, 3 for red, green and blue, whatever the file holds
 * @throws Fault `bad-data` naming the picture if it is truncated, damaged or none
 */
export async function decodePicture(name: string, bytes: Uint8Array, channels: 1 | 3): Promise<Picture> {
  try {
    const picture = sharp(bytes, { failOn: "warning" }).autoOrient().flatten({ background: "#ffffff" });
    const { data, info } = await picture
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`it has ${info.channels} channels`);
    return { shape: [info.height, info.width, channels], pixels: data };
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/**
 * Height and width of a picture as it is shown, and whether it is coloured, from its header alone. Throws as
 * {@link decodePicture} does.
 */
export async function lookAtPicture(name: string, bytes: Uint8Array): Promise<{ height: number; width: number; colour: boolean }> {
  try {
    const { autoOrient, space } = await sharp(bytes).metadata();
    return { height: autoOrient.height, width: autoOrient.width, colour: space !== "b-w" && space !== "grey16" };
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function unreadable(name: string, cause: unknown): Fault {
  const why = reasonOf(cause).split("\n")[0];
  return new Fault("bad-data", `The picture ${name} cannot be read: ${why}.`, {
    value: name,
    mend: "Replace it, or take it out of the dataset.",
    cause,
  });
}
