import { drawTheta } from "./draw-theta.ts";
import { prototypeOf, splitSizes, splitStarts } from "./layout.ts";
import type { Ranges } from "./ranges.ts";
import type { Samples } from "./samples.ts";
import { sha256 } from "./sha256.ts";

/** The 1,120,000 samples of FONTS, none of them stored: θ of each is drawn from the seed and its index. */
export async function drawnSamples(seed: number, ranges: Ranges): Promise<Samples> {
  return {
    sizes: splitSizes,
    hash: await sha256(JSON.stringify({ seed, lower: ranges.lower, upper: ranges.upper })),
    codes: (split, positions) => {
      const fonts = new Int32Array(positions.length);
      const labels = new Int32Array(positions.length);
      const theta = new Float32Array(6 * positions.length);
      for (const [row, position] of positions.entries()) {
        const index = splitStarts[split] + position;
        const { font, label } = prototypeOf(index);
        fonts[row] = font;
        labels[row] = label;
        drawTheta(seed, index, ranges, theta, 6 * row);
      }
      return { fonts, labels, theta };
    },
  };
}
