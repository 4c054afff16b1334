import { relativeL1 } from "./distance.ts";
import { letters, letterSize } from "./face.ts";

/** The smallest distance between two letters of a face: 0 where all look alike, as in fonts of bars. */
export function closestLetters(pixels: Uint8Array): number {
  const images = Array.from(letters, (_, index) => pixels.subarray(index * letterSize, (index + 1) * letterSize));
  let closest = 1;
  for (const [index, image] of images.entries()) {
    for (const other of images.slice(0, index)) closest = Math.min(closest, relativeL1(image, other));
  }
  return closest;
}
