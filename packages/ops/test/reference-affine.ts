/**
 * The sampler in double precision, one pixel at a time, as the formulas are written: what the tensor version
 * is tested against.
 */
export function referenceAffine(
  image: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  parameters: ArrayLike<number>,
): Float64Array {
  const [tx, ty, hx, hy, s, r] = Array.from(parameters) as [number, number, number, number, number, number];
  const [a00, a01] = [s * (Math.cos(r) - Math.sin(r) * hx), s * (-Math.sin(r) + Math.cos(r) * hx)];
  const [a10, a11] = [s * (Math.sin(r) + Math.cos(r) * hy), s * (Math.cos(r) - Math.sin(r) * hy)];
  const out = new Float64Array(height * width * channels);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const [x, y] = [-1 + (2 * j) / (width - 1), -1 + (2 * i) / (height - 1)];
      const u = ((a00 * x + a01 * y + tx + 1) / 2) * (width - 1);
      const v = ((a10 * x + a11 * y + ty + 1) / 2) * (height - 1);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const row of [Math.floor(v), Math.floor(v) + 1]) {
          for (const column of [Math.floor(u), Math.floor(u) + 1]) {
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            sum += (1 - Math.abs(u - column)) * (1 - Math.abs(v - row)) * (image[(row * width + column) * channels + c] as number);
          }
        }
        out[(i * width + j) * channels + c] = Math.min(1, Math.max(0, sum));
      }
    }
  }
  return out;
}
