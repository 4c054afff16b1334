import type { SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { read, readBroadcast } from "../read.ts";

/** Length of a difference quotient, as a share of the range of its coordinate. */
const STEP = 1e-3;
/** A direction shorter than this share of the longest one is taken for none. */
const RANK = 1e-4;

/**
 * Orthonormal bases of the tangent spaces of a manifold at the unattacked codes: the span of the columns of
 * the decoder's Jacobian, by central differences (one-sided at the bounds of the box), row by row.
 */
export class TangentSpaces {
  /** Of each row, its directions one after another, [rank · pixels]. */
  readonly #bases: readonly Float64Array[];
  readonly #pixels: number;

  private constructor(bases: readonly Float64Array[], pixels: number) {
    this.#bases = bases;
    this.#pixels = pixels;
  }

  /** @param space codes, their box and their decoder */
  static async at(space: SearchSpace): Promise<TangentSpaces> {
    const [codes, lower, upper] = await Promise.all([
      read(space.origin),
      readBroadcast(space.lower, space.origin.shape),
      readBroadcast(space.upper, space.origin.shape),
    ]);
    const [rows = 0] = space.origin.shape;
    const size = codes.length / rows;
    const columns: Float32Array[] = [];
    for (let j = 0; j < size; j++) {
      const moved = (sign: number): Float32Array =>
        codes.map((code, i) => {
          if (i % size !== j) return code;
          const [low, high] = [lower[i] as number, upper[i] as number];
          return Math.min(high, Math.max(low, code + sign * STEP * (high - low)));
        });
      const difference = tf.tidy(() => {
        const at = (points: Float32Array): tf.Tensor => space.render(tf.tensor(points, space.origin.shape));
        return tf.sub(at(moved(1)), at(moved(-1)));
      });
      try {
        columns.push(Float32Array.from(await read(difference)));
      } finally {
        difference.dispose();
      }
    }
    const pixels = (columns[0]?.length ?? 0) / rows;
    const bases = Array.from({ length: rows }, (_, row) =>
      orthonormal(columns.map((column) => Float64Array.from(column.subarray(row * pixels, (row + 1) * pixels)))),
    );
    return new TangentSpaces(bases, pixels);
  }

  /**
   * ‖Tᵀ(b − a)‖₂ / ‖b − a‖₂ per row: the share of each move that lies in the tangent space, in [0, 1]; NaN
   * where nothing moved. A direction drawn at random has √(rank / pixels) of its length there, in the root
   * mean square. [B]
   */
  shares(to: Float32Array, from: Float32Array): Float32Array {
    return Float32Array.from(this.#bases, (basis, row) => {
      const start = row * this.#pixels;
      const move = Float64Array.from({ length: this.#pixels }, (_, i) => (to[start + i] as number) - (from[start + i] as number));
      let inside = 0;
      for (let at = 0; at < basis.length; at += this.#pixels) inside += dot(basis.subarray(at, at + this.#pixels), move) ** 2;
      return Math.min(1, Math.sqrt(inside / dot(move, move)));
    });
  }
}

/** Gram and Schmidt, twice over for the sake of rounding; directions that depend on others are left out. */
function orthonormal(directions: readonly Float64Array[]): Float64Array {
  const longest = Math.max(0, ...directions.map((direction) => Math.sqrt(dot(direction, direction))));
  const basis: Float64Array[] = [];
  for (const direction of directions) {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const along = dot(direction, other);
        for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) - along * (other[i] as number);
      }
    }
    const length = Math.sqrt(dot(direction, direction));
    if (length > RANK * longest) basis.push(direction.map((value) => value / length));
  }
  const pixels = directions[0]?.length ?? 0;
  const flat = new Float64Array(basis.length * pixels);
  basis.forEach((direction, i) => flat.set(direction, i * pixels));
  return flat;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
