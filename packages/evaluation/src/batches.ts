/** Consecutive pieces of at most `size` of those numbers. */
export function* batches(all: Int32Array, size: number): Generator<Int32Array> {
  for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
}

/** 0, 1, … count − 1. */
export function range(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
