import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "@disentangle/core";
import sharp from "sharp";
import { ATTRIBUTES } from "../src/attributes.ts";

/** File names of the generated photographs, as the real ones are named. */
export const nameOf = (i: number): string => `${String(i + 1).padStart(6, "0")}.jpg`;

/** A JPEG of smooth random colours, another one for each number. */
export async function photograph(i: number, width: number = 178, height: number = 218, grey: boolean = false): Promise<Buffer> {
  const random = Random.seeded(5).fork(i);
  const few = Uint8Array.from({ length: 7 * 6 * 3 }, () => random.integer(256));
  const picture = sharp(few, { raw: { width: 6, height: 7, channels: 3 } }).resize(width, height, { kernel: "cubic", fit: "fill" });
  return (grey ? picture.greyscale() : picture).jpeg({ quality: 92 }).toBuffer();
}

/** Lines of `list_attr_celeba.txt`: image i has attribute k where i + k is divisible by 3. */
export function attributeList(count: number): string[] {
  const rows = Array.from(
    { length: count },
    (_, i) => `${nameOf(i)} ${ATTRIBUTES.map((_, k) => ((i + k) % 3 === 0 ? " 1" : "-1")).join(" ")}`,
  );
  return [String(count), `${ATTRIBUTES.join(" ")} `, ...rows];
}

/** Writes the layout of the authors' page: the folder of aligned images and the two lists. */
export async function celebaFolder(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, "img_align_celeba"), { recursive: true });
  for (let i = 0; i < count; i++) await writeFile(join(folder, "img_align_celeba", nameOf(i)), await photograph(i));
  await writeFile(join(folder, "list_attr_celeba.txt"), `${attributeList(count).join("\r\n")}\r\n`);
  const parts = Array.from({ length: count }, (_, i) => `${nameOf(i)} ${i < count / 2 ? 0 : i < 0.7 * count ? 1 : 2}`);
  await writeFile(join(folder, "list_eval_partition.txt"), `${parts.join("\n")}\n`);
}
