/** An array of bytes with its dimensions. */
export interface ByteArray {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array<ArrayBuffer>;
}

/**
 * Reads IDX, gzipped or not, in Node and in a page alike.
 *
 * @throws Error if the bytes are not that, saying what is wrong in words that go on after "it is damaged:"
 */
export async function decodeIdx(gzipped: Uint8Array<ArrayBuffer>): Promise<ByteArray> {
  return parseIdx(await gunzip(gzipped));
}

/**
 * Reads IDX: two zeros, type 8 (unsigned byte), the number of dimensions, each as big-endian int32, the
 * values.
 *
 * @returns a view of the bytes
 * @throws Error if the bytes are not that, saying what is wrong in words that go on after "it is damaged:"
 */
export function parseIdx(bytes: Uint8Array<ArrayBuffer>): ByteArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0 || view.getUint8(2) !== 8)
    throw new Error("it does not begin as IDX of unsigned bytes does");
  const rank = view.getUint8(3);
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw new Error("its dimensions are cut short");
  const dimensions = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (bytes.length !== start + size) throw new Error(`it holds ${bytes.length - start} values where its dimensions call for ${size}`);
  return { dimensions, values: bytes.subarray(start) };
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // Some web servers take the ending .gz for a transfer encoding, and then the browser has unpacked the file
  // already.
  if (bytes[0] === 0 && bytes[1] === 0) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  // By hand, as the first Response of a process loads all of Node's fetch.
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
