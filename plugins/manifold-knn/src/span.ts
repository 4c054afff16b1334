import { descending } from "@disentangle/ops/components";
import { Matrix } from "ml-matrix";

/**
 * Eigenvalues of the Gram matrix below this share of the largest count as zero: directions that rounding
 * alone makes.
 */
const RANK = 1e-11;

/**
 * The point of the span of some vectors nearest to a vector, by least squares. Vectors may be linearly
 * dependent, or zero: then the span has fewer dimensions, and the answer is the same as that of the
 * pseudo-inverse. Works on the Gram matrix in double precision, whose eigenvalues tell the rank; a singular
 * value decomposition of 784 × 50 takes ml-matrix twenty times as long.
 *
 * @param vectors [N · D], one after the other
 * @param target [D]
 * @returns the projection [D]
 */
export function projectOntoSpan(vectors: Float64Array, target: Float64Array): Float64Array {
  const size = target.length;
  const count = vectors.length / size;
  const gram = Matrix.zeros(count, count);
  const sides = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (vectors[i * size + k] as number) * (vectors[j * size + k] as number);
      gram.set(i, j, sum);
      gram.set(j, i, sum);
    }
    for (let k = 0; k < size; k++) sides[i] = (sides[i] as number) + (vectors[i * size + k] as number) * (target[k] as number);
  }
  const { vectors: directions, values } = descending(gram);
  const least = RANK * Math.max(0, values[0] ?? 0);
  const shares = new Float64Array(count);
  for (let e = 0; e < count && (values[e] as number) > least; e++) {
    let along = 0;
    for (let i = 0; i < count; i++) along += directions.get(i, e) * (sides[i] as number);
    along /= values[e] as number;
    for (let i = 0; i < count; i++) shares[i] = (shares[i] as number) + directions.get(i, e) * along;
  }
  const projection = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    const share = shares[i] as number;
    for (let k = 0; k < size; k++) projection[k] = (projection[k] as number) + share * (vectors[i * size + k] as number);
  }
  return projection;
}
