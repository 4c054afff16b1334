import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "@disentangle/core";
import sharp from "sharp";

/** A PNG or JPEG of a colour (or grey) with noise. */
export async function picture(
  i: number,
  colour: readonly number[],
  height: number = 12,
  width: number = 10,
  kind: "png" | "jpeg" = "png",
): Promise<Buffer> {
  const random = Random.seeded(9).fork(i, ...colour);
  const channels = colour.length as 1 | 3;
  const data = Uint8Array.from({ length: height * width * channels }, (_, at) => (colour[at % channels] as number) + random.integer(40));
  const raw = sharp(data, { raw: { width, height, channels } });
  return (channels === 1 ? raw.toColourspace("b-w") : raw)[kind]().toBuffer();
}

/** Writes that many pictures of a class into its folder. */
export async function classFolder(path: string, colour: readonly number[], count: number, height?: number, width?: number): Promise<void> {
  await mkdir(path, { recursive: true });
  for (let i = 0; i < count; i++) {
    const kind = i % 3 === 2 ? "jpeg" : "png";
    await writeFile(join(path, `${i}.${kind}`), await picture(i, colour, height, width, kind));
  }
}
