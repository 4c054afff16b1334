/**
 * Spearman's rank correlation of paired numbers, ties sharing their mean rank; NaN where one of them is
 * constant. Allocates nothing and takes n² steps: it is called thousands of times on tens of models.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const a = centredRank(x, i);
    const b = centredRank(y, i);
    xy += a * b;
    xx += a * a;
    yy += b * b;
  }
  return xx === 0 || yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy);
}

/** Ranks less their mean, doubled, so that they are whole numbers with ties, too. */
export function centredRanks(values: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: values.length }, (_, i) => centredRank(values, i));
}

/**
 * Twice the mean rank of the i-th value, less twice the mean of all ranks: how many are smaller, less how
 * many are larger.
 */
function centredRank(values: ArrayLike<number>, i: number): number {
  const value = values[i] as number;
  let rank = 0;
  for (let j = 0; j < values.length; j++) {
    const other = values[j] as number;
    if (other < value) rank++;
    else if (other > value) rank--;
  }
  return rank;
}
