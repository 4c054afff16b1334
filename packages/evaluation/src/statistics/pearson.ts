import { sampleCorrelation } from "simple-statistics";

/** Pearson's correlation of paired numbers; NaN where one of them is constant. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return sampleCorrelation(Array.from(x), Array.from(y));
}
