import { Fault } from "@disentangle/core";

/**
 * An image for `result.json`: its float32 values, little-endian and row-major [height, width, channels], as
 * base64.
 */
export function encodePixels(pixels: Float32Array): string {
  return Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength).toString("base64");
}

/** An image for `result.json` that is only looked at: a byte for each of its values in [0, 1], as base64. */
export function encodeBytes(pixels: Float32Array): string {
  return Buffer.from(Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value))))).toString("base64");
}

/**
 * The image that {@link encodePixels} wrote.
 *
 * @param length how many numbers it must have
 * @throws Fault `bad-data` where it has another number of them
 */
export function decodePixels(text: string, length: number): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  if (bytes.length !== 4 * length) {
    throw new Fault("bad-data", `An image should have ${length} numbers but has ${bytes.length / 4}.`, {
      value: bytes.length,
      mend: "Make the result again.",
    });
  }
  return new Float32Array(bytes.buffer);
}
