import type { ImageShape } from "@disentangle/core";

/**
 * Resizes an image by bilinear interpolation of order 1 without anti-aliasing: a pixel of the result at (i +
 * ½, j + ½) takes the place that is as far along the image, what lies beyond the border counts as 0
 * (`transform.resize` of scikit-image 0.14 with its defaults).
 *
 * @param pixels row-major [height, width, channels]
 * @returns as many channels, in the units of `pixels`
 */
export function resizeBilinear(pixels: ArrayLike<number>, shape: ImageShape, height: number, width: number): Float32Array<ArrayBuffer> {
  const [rows, columns, channels] = shape;
  const result = new Float32Array(height * width * channels);
  const across = Array.from({ length: width }, (_, j) => between((columns / width) * (j + 0.5) - 0.5, columns));
  for (let i = 0; i < height; i++) {
    const down = between((rows / height) * (i + 0.5) - 0.5, rows);
    for (let j = 0; j < width; j++) {
      const { low: left, lowShare: leftShare, highShare: rightShare } = across[j] as Place;
      const corner = (down.low * columns + left) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const at = corner + channel;
        // A share of 0 may point beyond the border, where there is no number.
        const upper = share(pixels, at, leftShare * down.lowShare) + share(pixels, at + channels, rightShare * down.lowShare);
        const below = at + columns * channels;
        const lower = share(pixels, below, leftShare * down.highShare) + share(pixels, below + channels, rightShare * down.highShare);
        result[(i * width + j) * channels + channel] = upper + lower;
      }
    }
  }
  return result;
}

/** Two neighbouring positions and how much each counts. */
interface Place {
  readonly low: number;
  readonly lowShare: number;
  readonly highShare: number;
}

function between(at: number, size: number): Place {
  const low = Math.floor(at);
  const part = at - low;
  return { low, lowShare: low >= 0 && low < size ? 1 - part : 0, highShare: low + 1 >= 0 && low + 1 < size ? part : 0 };
}

function share(pixels: ArrayLike<number>, at: number, weight: number): number {
  return weight === 0 ? 0 : weight * (pixels[at] as number);
}
