/**
 * How many independent images as many rows are worth, where several models met the same images: their number over Kish's design effect, the
 * variance of the sum over that of independent rows. It lies between the number of rows (models err on different images) and that over the
 * number of models (all err on the same), and is the latter where no row differs from another: nothing then tells that models err apart.
 *
 * @param images of each row
 * @param residuals of each row: what was seen less its mean
 * @param models number of models
 */
export function effectiveImages(images: Int32Array, residuals: ArrayLike<number>, models: number): number {
  const sums = new Map<number, number>();
  let squares = 0;
  images.forEach((image, row) => {
    const residual = residuals[row] as number;
    squares += residual ** 2;
    sums.set(image, (sums.get(image) ?? 0) + residual);
  });
  let clustered = 0;
  for (const sum of sums.values()) clustered += sum ** 2;
  const effect = squares === 0 ? models : Math.min(models, Math.max(1, clustered / squares));
  return images.length / effect;
}
