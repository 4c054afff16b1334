/**
 * Rows of one batch: a stretch of the epoch's permutation, which the last batch continues from its start, so
 * that all batches are of one size (250 images make three batches of 100).
 *
 * @param permutation of all rows
 * @param batch number of the batch, from 0
 * @param size rows per batch
 */
export function batchRows(permutation: Int32Array, batch: number, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => permutation[(batch * size + i) % permutation.length] as number);
}
