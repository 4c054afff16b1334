import type { ImageShape } from "@disentangle/core";

/** A normalised difference, ready to be shown. */
export interface Difference {
  /** Colours in [0, 1], [height, width, 3]. */
  readonly pixels: Float32Array;
  /** max |x̃ − x|, which the difference was divided by. */
  readonly largest: number;
}

/** Ends and middle of the diverging colours: less ink is blue, no change near white, more ink is red. */
const BLUE = [0.13, 0.4, 0.67];
const WHITE = [0.97, 0.97, 0.97];
const RED = [0.7, 0.09, 0.17];

/**
 * (x̃ − x) / max |x̃ − x| in diverging colours, as in Figure 2 of the paper; for colour images the magnitude
 * over the channels, from white to red. The difference is all white where the images are equal.
 */
export function difference(original: Float32Array, adversarial: Float32Array, [height, width, channels]: ImageShape): Difference {
  const change = new Float32Array(height * width);
  for (let i = 0; i < change.length; i++) {
    let squares = 0;
    let last = 0;
    for (let c = 0; c < channels; c++) {
      last = (adversarial[i * channels + c] as number) - (original[i * channels + c] as number);
      squares += last * last;
    }
    change[i] = channels === 1 ? last : Math.sqrt(squares);
  }
  const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const pixels = new Float32Array(change.length * 3);
  for (const [i, value] of change.entries()) {
    const share = largest === 0 ? 0 : value / largest;
    const end = share < 0 ? BLUE : RED;
    for (let c = 0; c < 3; c++) {
      const white = WHITE[c] as number;
      pixels[i * 3 + c] = white + Math.abs(share) * ((end[c] as number) - white);
    }
  }
  return { pixels, largest };
}
