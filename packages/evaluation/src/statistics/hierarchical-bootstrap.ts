import type { Random } from "@disentangle/core";
import { type Bootstrap, DRAWS, fixedDraws, makeBootstrap } from "./bootstrap.ts";

/**
 * How rows nest: `design[block][model]` lists the sizes of a model's populations of images. Rows are numbered through in that order. Blocks (training sizes)
 * and populations (adversarial, clean) are fixed by the experiment; models and images are drawn.
 */
export type Design = readonly (readonly (readonly number[])[])[];

/**
 * Hierarchical bootstrap: draws models with replacement within each block, then images with replacement within each population of each model drawn.
 * The statistic gets the weights of all rows (how often each was drawn; valid during the call alone), so that it can sort its values
 * once beforehand; nothing is allocated per draw.
 *
 * @param draws number of draws, default 2000
 */
export function hierarchicalBootstrap(
  design: Design,
  statistic: (weights: Int32Array) => number,
  random: Random,
  draws: number = DRAWS,
): Bootstrap {
  const { blocks, rows } = layOut(design);
  const weights = new Int32Array(rows).fill(1);
  const estimate = statistic(weights);
  const draw = (drawModels: boolean): number => {
    weights.fill(0);
    for (const models of blocks) {
      for (let i = 0; i < models.length; i++) {
        const populations = models[drawModels ? below(random, models.length) : i] as Int32Array;
        for (let p = 0; p < populations.length; p += 2) drawRows(weights, populations[p] as number, populations[p + 1] as number, random);
      }
    }
    return statistic(weights);
  };
  const drawn = Float64Array.from({ length: draws }, () => draw(true));
  const fixed = Float64Array.from({ length: fixedDraws(draws) }, () => draw(false));
  return makeBootstrap(
    estimate,
    drawn,
    fixed,
    design.map((models) => models.length),
  );
}

/** Draws `size` of the rows that begin at `start`, with replacement. */
function drawRows(weights: Int32Array, start: number, size: number, random: Random): void {
  for (let row = 0; row < size; row++) {
    const chosen = start + below(random, size);
    weights[chosen] = (weights[chosen] as number) + 1;
  }
}

/** First row and size of each population, per model. */
function layOut(design: Design): { readonly blocks: readonly (readonly Int32Array[])[]; readonly rows: number } {
  let rows = 0;
  const blocks = design.map((models) =>
    models.map((populations) =>
      Int32Array.from(
        populations.flatMap((size) => {
          rows += size;
          return [rows - size, size];
        }),
      ),
    ),
  );
  return { blocks, rows };
}

/** A whole number in [0, size); one draw of 32 bits, whose bias (size / 2³²) is far below the error of 2000 draws. */
function below(random: Random, size: number): number {
  return Math.floor(((random.bits() >>> 0) / 0x100000000) * size);
}
