import type { Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { EigenvalueDecomposition, Matrix, QrDecomposition } from "ml-matrix";

/**
 * Vectors that are iterated beside those that are wanted: they make the iteration converge in tens of rounds.
 */
const BESIDE = 24;
/** Most rounds. */
const ROUNDS = 80;
/** Relative change of the variance of every component below which the iteration ends. */
const SETTLED = 1e-7;

/** Principal components of data. */
export interface Components {
  /** Orthonormal directions, of falling variance. [D, K] */
  readonly directions: tf.Tensor2D;
  /** Variance along each. [K] */
  readonly variances: Float64Array;
}

/**
 * The leading eigenvectors of a covariance [D, D], by subspace iteration with Rayleigh-Ritz: products on the
 * backend, the small decompositions in double precision by ml-matrix. A whole decomposition of 784 × 784
 * would take it a minute, of 8064 × 8064 hours.
 *
 * @param wanted K, fewer where there are fewer dimensions
 */
export async function leadingComponents(covariance: tf.Tensor2D, wanted: number, random: Random): Promise<Components> {
  const size = covariance.shape[0];
  const count = Math.min(wanted, size);
  const width = Math.min(size, count + BESIDE);
  let basis = orthonormal(
    Matrix.from1DArray(
      size,
      width,
      Float64Array.from({ length: size * width }, () => random.normal()),
    ),
  );
  let before: Float64Array | undefined;
  for (let round = 0; ; round++) {
    const image = await product(covariance, basis);
    const small = basis.transpose().mmul(image);
    const { vectors, values } = descending(small.add(small.transpose()).mul(0.5));
    const settled = before?.every((value, k) => k >= count || Math.abs(value - (values[k] as number)) <= SETTLED * (values[0] as number));
    if (settled === true || round === ROUNDS) {
      const directions = basis.mmul(vectors).subMatrix(0, size - 1, 0, count - 1);
      return { directions: tf.tensor2d(Float32Array.from(directions.to1DArray()), [size, count]), variances: values.slice(0, count) };
    }
    before = values;
    basis = orthonormal(image.mmul(vectors));
  }
}

async function product(covariance: tf.Tensor2D, basis: Matrix): Promise<Matrix> {
  const result = tf.tidy(() => tf.matMul(covariance, tf.tensor2d(Float32Array.from(basis.to1DArray()), [basis.rows, basis.columns])));
  try {
    return Matrix.from1DArray(basis.rows, basis.columns, Float64Array.from(await result.data()));
  } finally {
    result.dispose();
  }
}

function orthonormal(matrix: Matrix): Matrix {
  return new QrDecomposition(matrix).orthogonalMatrix;
}

/** Eigenvectors and eigenvalues of a symmetric matrix, the largest first. */
export function descending(symmetric: Matrix): { readonly vectors: Matrix; readonly values: Float64Array } {
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const order = Array.from(realEigenvalues.keys()).toSorted((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number));
  return {
    vectors: eigenvectorMatrix.subMatrixColumn(order),
    values: Float64Array.from(order, (i) => realEigenvalues[i] as number),
  };
}
