import type { Random } from "@disentangle/core";

/**
 * An image plus random noise, clipped to [0, 1], whose change has the given L2 norm *after* clipping: the
 * comparison for adversarial examples of that norm. The noise keeps the direction of a normal vector wherever
 * it is not clipped; its length is found by bisection, as the norm of the clipped change grows with it. Where
 * even the longest noise is too short (every pixel at its limit), that one is returned.
 */
export function noisyImage(image: Float32Array, norm: number, random: Random): Float32Array {
  const direction = Float64Array.from(image, () => random.normal());
  const changed = (length: number): number => {
    let total = 0;
    for (let i = 0; i < image.length; i++) {
      const pixel = image[i] as number;
      total += (Math.min(1, Math.max(0, pixel + length * (direction[i] as number))) - pixel) ** 2;
    }
    return Math.sqrt(total);
  };
  let [low, high] = [0, 1];
  while (changed(high) < norm && high < 1e6) high *= 2;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (changed(middle) < norm) low = middle;
    else high = middle;
  }
  return image.map((pixel, i) => Math.min(1, Math.max(0, pixel + high * (direction[i] as number))));
}
