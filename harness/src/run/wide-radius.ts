import type { ImageShape, Norm } from "@disentangle/core";

/**
 * A warning where a ball around an image holds every other image, so that an attack within it shows nothing;
 * else undefined. Often ε was meant in steps of 1/255.
 *
 * @param radius of attacks on images, in pixel values
 */
export function wideRadius(norm: Norm, radius: number | undefined, image: ImageShape): string | undefined {
  const pixels = image.reduce((product, side) => product * side, 1);
  const widest = norm.distance(new Float32Array(pixels).fill(1), new Float32Array(pixels), 0, pixels);
  if (radius === undefined || radius < widest) return undefined;
  return (
    `ε = ${radius} allows every change of an image: in ${norm.name}, no two images are more than ${Number(widest.toPrecision(3))} apart. ` +
    "Pixel values are in [0, 1], so 8 of 255 steps are 0.0314."
  );
}
