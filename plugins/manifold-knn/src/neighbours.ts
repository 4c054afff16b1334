import * as tf from "@tensorflow/tfjs";

/** Codes of the index compared with a batch of queries at a time. */
const CHUNK = 16_384;
/**
 * Neighbours looked at more closely than are wanted: single precision may confuse those that are almost
 * equally far.
 */
const SPARE = 16;

/** Codes of images, searched exhaustively by matrix products. */
export class NeighbourIndex implements Disposable {
  readonly #codes: tf.Tensor2D;
  readonly #values: Float32Array;
  readonly #norms: Float64Array;
  readonly #size: number;

  /** @param codes [n, K]; stays the caller's */
  constructor(codes: tf.Tensor2D) {
    this.#codes = codes.clone();
    this.#size = codes.shape[1];
    this.#values = Float32Array.from(codes.dataSync());
    this.#norms = new Float64Array(codes.shape[0]);
    for (let row = 0; row < this.#norms.length; row++) {
      let sum = 0;
      for (let k = row * this.#size; k < (row + 1) * this.#size; k++) sum += (this.#values[k] as number) ** 2;
      this.#norms[row] = sum;
    }
  }

  /** Images in the index. */
  get count(): number {
    return this.#norms.length;
  }

  /**
   * Positions of the nearest codes of every query, the nearest first, of equally near ones the first in the
   * index.
   *
   * @param queries [B, K]
   * @param wanted neighbours per query
   * @param without position of the index to leave out for each query, or −1. [B]
   * @returns [B · wanted]
   */
  async nearest(queries: tf.Tensor2D, wanted: number, without: Int32Array): Promise<Int32Array> {
    const own = Float32Array.from(await queries.data());
    const heaps = Array.from(without, () => new Nearest(wanted + SPARE));
    for (let from = 0; from < this.count; from += CHUNK) {
      const length = Math.min(CHUNK, this.count - from);
      const products = tf.tidy(() => tf.matMul(queries, tf.slice(this.#codes, [from, 0], [length, -1]), false, true));
      const values = await products.data();
      products.dispose();
      for (const [query, heap] of heaps.entries()) {
        const start = query * length;
        const skipped = without[query] as number;
        for (let i = 0; i < length; i++) {
          // |c|² − 2 q·c orders as the distance does.
          const distance = (this.#norms[from + i] as number) - 2 * (values[start + i] as number);
          if (distance < heap.limit && from + i !== skipped) heap.add(from + i, distance);
        }
      }
    }
    const found = new Int32Array(heaps.length * wanted);
    for (const [query, heap] of heaps.entries())
      found.set(this.#closest(own.subarray(query * this.#size, (query + 1) * this.#size), heap.rows(), wanted), query * wanted);
    return found;
  }

  [Symbol.dispose](): void {
    this.#codes.dispose();
  }

  /** The `wanted` nearest of some candidates, by distances in double precision. */
  #closest(query: Float32Array, candidates: readonly number[], wanted: number): readonly number[] {
    const distances = new Map(
      candidates.map((row) => {
        let sum = 0;
        for (let k = 0; k < this.#size; k++) sum += ((this.#values[row * this.#size + k] as number) - (query[k] as number)) ** 2;
        return [row, sum] as const;
      }),
    );
    return candidates.toSorted((a, b) => (distances.get(a) as number) - (distances.get(b) as number) || a - b).slice(0, wanted);
  }
}

/** The rows of smallest distance among all that were added: a heap with the farthest on top. */
class Nearest {
  /** Only smaller distances are worth adding. */
  limit: number = Number.POSITIVE_INFINITY;
  readonly #rows: Int32Array;
  readonly #distances: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#rows = new Int32Array(capacity);
    this.#distances = new Float64Array(capacity);
  }

  rows(): readonly number[] {
    return [...this.#rows.subarray(0, this.#count)];
  }

  add(row: number, distance: number): void {
    if (this.#count < this.#rows.length) this.#rise(this.#count++, row, distance);
    else this.#sink(row, distance);
    if (this.#count === this.#rows.length) this.limit = this.#distances[0] as number;
  }

  #rise(place: number, row: number, distance: number): void {
    let at = place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((this.#distances[above] as number) >= distance) break;
      this.#put(at, this.#rows[above] as number, this.#distances[above] as number);
      at = above;
    }
    this.#put(at, row, distance);
  }

  /** Replaces the farthest. */
  #sink(row: number, distance: number): void {
    const size = this.#count;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && (this.#distances[below + 1] as number) > (this.#distances[below] as number)) below++;
      if ((this.#distances[below] as number) <= distance) break;
      this.#put(at, this.#rows[below] as number, this.#distances[below] as number);
      at = below;
    }
    this.#put(at, row, distance);
  }

  #put(at: number, row: number, distance: number): void {
    this.#rows[at] = row;
    this.#distances[at] = distance;
  }
}
