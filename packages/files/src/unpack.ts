import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";
import { Fault, reasonOf } from "@disentangle/core";

const unzipGz = promisify(gunzip);
const unzipBr = promisify(brotliDecompress);

/**
 * The content of a file that may be compressed, by its name: `.gz` (only where it begins as gzip does: some
 * programs unpack it and keep the name), `.br`, or neither.
 *
 * @param limit most bytes that the content may have; guards against bombs
 * @throws Fault `bad-data` naming the file if it is truncated, damaged or larger
 */
export async function unpack(name: string, bytes: Uint8Array, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const options = { maxOutputLength: limit };
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return plain(await unzipGz(bytes, options));
    if (name.endsWith(".br")) return plain(await unzipBr(bytes, options));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const why = code === "ERR_BUFFER_TOO_LARGE" ? `it unpacks to more than ${limit} bytes` : reasonOf(cause);
    throw new Fault("bad-data", `${name} cannot be unpacked: ${why}.`, { value: name, mend: "Download or copy the file again.", cause });
  }
  if (bytes.length <= limit) return plain(bytes);
  throw new Fault("bad-data", `${name} has ${bytes.length} bytes, more than the ${limit} it may have.`, {
    value: bytes.length,
    mend: "Download or copy the file again.",
  });
}

function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}
