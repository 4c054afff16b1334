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
  /** The statistic of each draw of models and images, ascending. */
  readonly draws: Float64Array;
  /** Number of models in each block that was drawn from. */
  readonly models: readonly number[];
  /** Variance from drawing images alone, as a share of that of the draws. */
  readonly imageShare: number;
  /**
   * Variance from drawing models alone, as a share of that of the draws. The two need not sum to 1: what
   * models and images do together is in all three.
   */
  readonly modelShare: number;
  /**
   * Mean of the statistic where images alone are drawn, less the estimate: how far noise from images moves
   * it.
   */
  readonly imageBias: number;
}

/** What a draw draws anew; the rest stays as it was observed. */
export type Drawn = "both" | "images" | "models";

/**
 * Bootstraps statistics of the same draws: {@link Bootstrap.draws} with models and images drawn anew, then a
 * quarter as many with images alone and with models alone, at least 50 each, for {@link Bootstrap.imageShare}
 * and {@link Bootstrap.modelShare}.
 *
 * @param estimates the statistics of what was observed
 * @param draw draws once and writes its statistics to `out`
 */
export function drawStatistics(
  estimates: readonly number[],
  models: readonly number[],
  draws: number,
  draw: (drawn: Drawn, out: Float64Array) => void,
): Bootstrap[] {
  const fewer = Math.max(50, Math.ceil(draws / 4));
  const columnsOf = (drawn: Drawn, count: number): readonly Float64Array[] => columns(estimates.length, count, (out) => draw(drawn, out));
  const both = columnsOf("both", draws);
  const [images, alone] = [columnsOf("images", fewer), columnsOf("models", fewer)];
  return estimates.map((estimate, i) => {
    const total = variance(both[i] as Float64Array);
    const share = (column: Float64Array | undefined): number => variance(column as Float64Array) / total;
    const shares = total === 0 ? { imageShare: 1, modelShare: 0 } : { imageShare: share(images[i]), modelShare: share(alone[i]) };
    const imageBias = mean(images[i] as Float64Array) - estimate;
    return { estimate, draws: (both[i] as Float64Array).toSorted(), models, ...shares, imageBias };
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
 * Interval of a bootstrapped statistic: percentiles of the draws, their distance from the estimate scaled for
 * what the draws get wrong.
 *
 * Drawing k of k models understates their variance by (k − 1)/k, and a normal quantile stands where Student's
 * belongs: with 3 models that differ the plain percentile interval of a nominal 95 % covers about 80 %
 * (Hesterberg, *What teachers should know about the bootstrap*, 2015). On the other hand what models and
 * images do together is counted three times (Owen, *The pigeonhole bootstrap*, 2007), which makes intervals
 * half as wide again where models err on images of their own. So the variance is put together from its parts:
 * that of drawing images alone, plus k / (k − 1) times that of drawing models alone, in which the joint part
 * is still counted twice. Degrees of freedom are Satterthwaite's: one for each model beyond the first of its
 * block, divided by the square of the share that comes from models. With one model per block nothing is known
 * of the variance between models, and the interval covers the choice of images alone.
 *
 * @param level two-sided confidence, default 0.95
 * @param widen whether to scale, default true; false gives the plain percentiles
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
 * Percentile interval of a statistic that noise biases, such as a rank correlation: that few images are seen
 * of every model takes ranks apart, and the observed correlation lies below that of the models themselves.
 * Drawing images anew does the same once more, so that {@link Bootstrap.imageBias} tells by how much, and the
 * percentiles of the draws are moved back by as much. Not widened: models drawn twice make the draws of a
 * rank correlation spread more than it does.
 *
 * @param level two-sided confidence, default 0.95
 */
export function unbiasedInterval({ estimate, draws, imageBias }: Bootstrap, level: number = 0.95): Interval {
  const tail = (1 - level) / 2;
  return [Math.min(estimate, sortedQuantile(draws, tail) - imageBias), Math.max(estimate, sortedQuantile(draws, 1 - tail) - imageBias)];
}

/**
 * One-sided p-value against "the statistic is at most 0": the smallest tail at which the widened lower bound
 * is still above 0, so that it agrees with {@link bootstrapInterval}. Never 0: the observed sample counts as
 * one draw.
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

/**
 * √(images + models · k / (k − 1)) · t / z, of the shares of the variance, over the blocks that have more
 * than one model.
 */
function widening({ models, imageShare, modelShare }: Bootstrap, p: number): number {
  const repeated = models.filter((count) => count > 1);
  if (repeated.length === 0) return 1;
  const beyond = repeated.reduce((sum, count) => sum + count - 1, 0);
  const fromModels = (modelShare * (beyond + repeated.length)) / beyond;
  const total = imageShare + fromModels;
  const freedom = Math.floor(beyond / (fromModels / total) ** 2);
  const scale = Math.sqrt(total);
  return freedom > 200 ? scale : (scale * studentQuantile(p, freedom)) / normalQuantile(p);
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
