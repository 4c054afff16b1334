/** Those rows of numbers stored row after row, each row `size` long. A copy. */
export function pickRows(values: Float32Array, rows: Int32Array, size: number): Float32Array {
  const picked = new Float32Array(rows.length * size);
  rows.forEach((row, i) => picked.set(values.subarray(row * size, (row + 1) * size), i * size));
  return picked;
}
