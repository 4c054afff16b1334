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
}

/**
 * Interval of a bootstrapped statistic: percentiles of the draws, their distance from the estimate widened for the small number of models.
 *
 * Drawing k of k models understates their variance by (k − 1)/k, and a normal quantile stands where Student's belongs; with 3 models
 * the plain percentile interval of a nominal 95 % covers about 80 %. Following Hesterberg (*What teachers should know about the bootstrap*, 2015),
 * distances are multiplied by √(k / (k − 1)) · t / z, with one degree of freedom for each model beyond the first of its block. With one
 * model per block nothing is known of the variance between models, and the interval covers the choice of images alone.
 *
 * @param level two-sided confidence, default 0.95
 * @param widen whether to widen, default true; false gives the plain percentiles
 */
export function bootstrapInterval(bootstrap: Bootstrap, level: number = 0.95, widen: boolean = true): Interval {
  const tail = (1 - level) / 2;
  const { estimate, draws } = bootstrap;
  const factor = widen ? widening(bootstrap.models, 1 - tail) : 1;
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
function widening(models: readonly number[], p: number): number {
  const repeated = models.filter((count) => count > 1);
  if (repeated.length === 0) return 1;
  const freedom = repeated.reduce((sum, count) => sum + count - 1, 0);
  const total = freedom + repeated.length;
  return (Math.sqrt(total / freedom) * studentQuantile(p, freedom)) / normalQuantile(p);
}
