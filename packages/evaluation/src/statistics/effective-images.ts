/**
 * How many independent images as many rows are worth, where several models met the same images: their number
 * over Kish's design effect, the variance of the sum over that of independent rows. It lies between the
 * number of different images (models err on the same ones) and the number of rows (models err apart), and is
 * the former where no row differs from another: nothing then tells that models err apart.
 *
 * @param images of each row
 * @param residuals of each row: what was seen less its mean
 */
export function effectiveImages(images: Int32Array, residuals: ArrayLike<number>): number {
  const sums = new Map<number, number>();
  let squares = 0;
  images.forEach((image, row) => {
    const residual = residuals[row] as number;
    squares += residual ** 2;
    sums.set(image, (sums.get(image) ?? 0) + residual);
  });
  let clustered = 0;
  for (const sum of sums.values()) clustered += sum ** 2;
  const largest = images.length / sums.size;
  const effect = squares === 0 ? largest : Math.min(largest, Math.max(1, clustered / squares));
  return images.length / effect;
}
