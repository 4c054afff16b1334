import { gzipSync } from "node:zlib";

/** Bytes in the IDX layout, gzipped: two zeros, type 8 (unsigned byte), the number of dimensions, each as big-endian int32, the values. */
export function encodeIdx(dimensions: readonly number[], values: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * dimensions.length);
  head.writeUInt8(8, 2);
  head.writeUInt8(dimensions.length, 3);
  for (const [index, dimension] of dimensions.entries()) head.writeInt32BE(dimension, 4 + 4 * index);
  return gzipSync(Buffer.concat([head, values]), { level: 9 });
}
