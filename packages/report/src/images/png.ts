import { encode } from "fast-png";
import type { ImageShape } from "@disentangle/core";

/**
 * An image of values in [0, 1], row-major [height, width, channels] with 1 or 3 channels, as a PNG in a data
 * URI.
 */
export function pngUri(pixels: Float32Array, shape: ImageShape): string {
  return encodePng(
    Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, Number.isNaN(value) ? 0 : value)))),
    shape,
  );
}

/** The same of values from 0 to 255. */
export function encodePng(data: Uint8Array, [height, width, channels]: ImageShape): string {
  const png = encode({ width, height, channels, depth: 8, data });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
