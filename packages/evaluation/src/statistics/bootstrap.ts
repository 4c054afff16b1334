import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal.ts";
import { sortedQuantile } from "./quantile.ts";
import { studentQuantile } from "./student.ts";

/** Number of bootstrap draws where nothing else is asked for. */
export const DRAWS = 2000;

/** A statistic and its bootstrap distribution. */
export interface Bootstrap {
  /** The statistic of what was observed. */
  readonly estimate: number;
  /** The statistic of each draw, ascending. */
  readonly draws: Float64Array;
  /** Number of models in each block that was drawn from. */
  readonly models: readonly number[];
  /** Share of the variance of the draws that drawing images alone, from the models as they are, accounts for; in [0, 1]. */
  readonly imageShare: number;
}

/**
 * Bootstraps statistics of the same draws: {@link Bootstrap.draws} with the models drawn anew, then one for ten of them, at least 50, with the
 * models as they are, from which {@link Bootstrap.imageShare} is estimated.
 *
 * @param estimates the statistics of what was observed
 * @param draw draws once and writes its statistics to `out`; `drawModels` tells whether to draw the models or to take each once
 */
export function drawStatistics(
  estimates: readonly number[],
  models: readonly number[],
  draws: number,
  draw: (drawModels: boolean, out: Float64Array) => void,
): Bootstrap[] {
  const drawn = columns(estimates.length, draws, (out) => draw(true, out));
  const fixed = columns(estimates.length, Math.max(50, Math.ceil(draws / 10)), (out) => draw(false, out));
  return estimates.map((estimate, i) => {
    const total = variance(drawn[i] as Float64Array);
    const imageShare = total === 0 ? 1 : Math.min(1, variance(fixed[i] as Float64Array) / total);
    return { estimate, draws: (drawn[i] as Float64Array).toSorted(), models, imageShare };
  });
}

/** One column per statistic, one entry per draw. */
function columns(statistics: number, draws: number, draw: (out: Float64Array) => void): readonly Float64Array[] {
  const [out, all] = [new Float64Array(statistics), Array.from({ length: statistics }, () => new Float64Array(draws))];
  for (let i = 0; i < draws; i++) {
    draw(out);
    all.forEach((column, statistic) => (column[i] = out[statistic] as number));
  }
  return all;
}

/**
 * Interval of a bootstrapped statistic: percentiles of the draws, their distance from the estimate widened for the small number of models.
 *
 * Drawing k of k models understates their variance by (k − 1)/k, and a normal quantile stands where Student's belongs; with 3 models that
 * differ the plain percentile interval of a nominal 95 % covers about 80 %. Following Hesterberg (*What teachers should know about the
 * bootstrap*, 2015), distances are multiplied by √(k / (k − 1)) · t / z. The degrees of freedom are Satterthwaite's: one for each model
 * beyond the first of its block, divided by the square of the share of the variance that comes from the models, as the variance from drawing
 * images is known well. With one model per block nothing is known of the variance between models, and the interval
 * covers the choice of images alone.
 *
 * @param level two-sided confidence, default 0.95
 * @param widen whether to widen, default true; false gives the plain percentiles
 */
export function bootstrapInterval(bootstrap: Bootstrap, level: number = 0.95, widen: boolean = true): Interval {
  const tail = (1 - level) / 2;
  const { estimate, draws } = bootstrap;
  const factor = widen ? widening(bootstrap, 1 - tail) : 1;
  const away = (p: number): number => {
    const bound = sortedQuantile(draws, p);
    return bound === estimate ? estimate : estimate + factor * (bound - estimate);
  };
  return [away(tail), away(1 - tail)];
}

/**
 * One-sided p-value against "the statistic is at most 0": the smallest tail at which the widened lower bound is still above 0, so that it
 * agrees with {@link bootstrapInterval}. Never 0: the observed sample counts as one draw.
 */
export function bootstrapPositive(bootstrap: Bootstrap): number {
  const count = bootstrap.draws.length;
  if (!(bootstrap.estimate > 0)) return 1;
  let [low, high] = [1 / (count + 1), 0.5];
  if (bootstrapInterval(bootstrap, 1 - 2 * low)[0] > 0) return low;
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (bootstrapInterval(bootstrap, 1 - 2 * middle)[0] > 0) high = middle;
    else low = middle;
  }
  return high;
}

/** √(k / (k − 1)) · t / z over the blocks that have more than one model. */
function widening({ models, imageShare }: Bootstrap, p: number): number {
  const repeated = models.filter((count) => count > 1);
  if (repeated.length === 0) return 1;
  const beyond = repeated.reduce((sum, count) => sum + count - 1, 0);
  const scale = Math.sqrt((beyond + repeated.length) / beyond);
  const freedom = Math.floor(beyond / (1 - imageShare) ** 2);
  return freedom > 200 ? scale : (scale * studentQuantile(p, freedom)) / normalQuantile(p);
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
