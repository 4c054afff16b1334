import { crc32, deflateSync } from "node:zlib";
import { letters, letterSize } from "./face.ts";

/** Draws faces below each other, ten letters a row, in columns of `rows`, as a grey PNG, ink black. */
export function contactSheet(faces: readonly Uint8Array[], rows: number): Buffer {
  const gap = 12;
  const columns = Math.ceil(faces.length / rows);
  const width = columns * (28 * letters.length + gap);
  const height = rows * 28;
  // Each row of a PNG begins with the number of its filter: 0, none.
  const raw = Buffer.alloc((width + 1) * height, 255);
  for (let y = 0; y < height; y++) raw[y * (width + 1)] = 0;
  for (const [index, pixels] of faces.entries()) {
    const left = Math.floor(index / rows) * (28 * letters.length + gap);
    const top = (index % rows) * 28;
    for (const [position, value] of pixels.entries()) {
      const letter = Math.floor(position / letterSize);
      const x = left + letter * 28 + (position % 28);
      const y = top + Math.floor((position % letterSize) / 28);
      raw[y * (width + 1) + 1 + x] = 255 - value;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(raw)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(data.length + 12);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), data.length + 8);
  return frame;
}
