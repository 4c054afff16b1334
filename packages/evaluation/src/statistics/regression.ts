import { linearRegression } from "simple-statistics";

/**
 * Least-squares line y = slope · x + intercept through paired numbers; a slope of NaN where x is constant.
 */
export function regression(x: ArrayLike<number>, y: ArrayLike<number>): { readonly slope: number; readonly intercept: number } {
  const { m, b } = linearRegression(Array.from(x, (value, i) => [value, y[i] as number]));
  return { slope: m, intercept: b };
}
