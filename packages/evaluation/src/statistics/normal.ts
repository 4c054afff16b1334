/**
 * P(Z > z) of a standard normal Z, relative error below 1.2e-7 in both tails (the Chebyshev fit of erfc in
 * Press et al., *Numerical Recipes*, 6.2). simple-statistics rounds this to four decimals, too coarse for
 * p-values.
 */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const series = COEFFICIENTS.reduceRight((sum, coefficient) => coefficient + t * sum, 0);
  const tail = 0.5 * t * Math.exp(-x * x + series);
  return z >= 0 ? tail : 1 - tail;
}

/** The z with P(Z < z) = p, for p in (0, 1). */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-40, 0];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (normalTail(-middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];
