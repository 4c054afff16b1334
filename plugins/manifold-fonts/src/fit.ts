import * as tf from "@tensorflow/tfjs";
import { solve } from "./solve.ts";

/** One least-squares problem per row: the valid code whose image is closest to the target. */
export interface FitProblem {
  /** Images of codes [R, D]. */
  readonly decode: (codes: tf.Tensor2D) => tf.Tensor4D;
  /** [R, pixels] */
  readonly target: tf.Tensor2D;
  /** Smallest valid code. [1, D] */
  readonly lower: tf.Tensor2D;
  /** Largest valid code. [1, D] */
  readonly upper: tf.Tensor2D;
}

/** Where the search of every row stands. */
export type Fit = {
  /** Best valid code so far. [R, D] */
  readonly codes: tf.Tensor2D;
  /** Its image. [R, pixels] */
  readonly images: tf.Tensor2D;
  /** Squared distance of that image from the target. [R, 1] */
  readonly loss: tf.Tensor2D;
  /** Levenberg's λ. [R, 1] */
  readonly damping: tf.Tensor2D;
};

/** Step of the finite differences, as a share of each valid range: below a tenth of a pixel, above the noise of float32. */
const DIFFERENCE = 1e-3;
const FIRST_DAMPING = 0.1;
/** Factors of the damping after a step that helped, and after one that did not. */
const [RELAX, TIGHTEN] = [0.3, 4];

/** Squared distance of rendered codes from the targets. [R, 1] */
export function squaredDistance(images: tf.Tensor, target: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => target.sub(images).square().sum<tf.Tensor2D>(1, true));
}

/** A fit that starts at these codes, which must be valid. */
export function startFit({ decode, target }: FitProblem, codes: tf.Tensor2D): Fit {
  return tf.tidy(() => {
    const images = decode(codes).reshape<tf.Tensor2D>(target.shape);
    return {
      codes: codes.clone(),
      images,
      loss: squaredDistance(images, target),
      damping: tf.ones<tf.Rank.R2>([codes.shape[0], 1]).mul<tf.Tensor2D>(FIRST_DAMPING),
    };
  });
}

/**
 * One step of Levenberg-Marquardt in every row, coordinates measured in shares of their valid range. Coordinates that lie on a bound and
 * are pulled outwards stay there; the others move, and are clipped. A row whose loss would not fall stays, and is damped more. The
 * Jacobian is one of finite differences, seven renderings a step, so any decoder will do and the bilinear sampler's kinks are smoothed.
 */
export function improveFit({ decode, target, lower, upper }: FitProblem, fit: Fit): Fit {
  return tf.tidy(() => {
    const [rows, size] = fit.codes.shape;
    const range = upper.sub(lower);
    const room = fit.codes.add(range.mul(DIFFERENCE)).lessEqual(upper);
    const shares = tf.where(room, tf.scalar(DIFFERENCE), tf.scalar(-DIFFERENCE));
    const unit = tf.eye(size);
    const slopes = Array.from({ length: size }, (_, k) => {
      const only = unit.slice([k, 0], [1, size]);
      const moved = decode(fit.codes.add(shares.mul(range).mul(only))).reshape(target.shape);
      return moved.sub(fit.images).div(shares.slice([0, k], [rows, 1]));
    });
    const stacked = tf.stack([...slopes, target.sub(fit.images)], 1) as tf.Tensor3D;
    const products = tf.matMul(stacked, stacked, false, true);
    const curvature = products.slice([0, 0, 0], [rows, size, size]);
    const pull = products.slice([0, 0, size], [rows, size, 1]).reshape<tf.Tensor2D>([rows, size]);
    const outwards = fit.codes
      .lessEqual(lower)
      .logicalAnd(pull.less(0))
      .logicalOr(fit.codes.greaterEqual(upper).logicalAnd(pull.greater(0)));
    const free = outwards.logicalNot().cast("float32");
    const diagonal = curvature.mul(unit).sum<tf.Tensor2D>(2);
    const floor = diagonal.max(1, true).mul(1e-3).maximum(1e-9);
    const damped = curvature.add(unit.mul(fit.damping.mul(diagonal.add(floor)).expandDims(2)));
    const both = free.expandDims(1).mul(free.expandDims(2));
    const system = damped.mul(both).add(unit.mul(tf.sub(1, free).expandDims(2)));
    const move = solve(system as tf.Tensor3D, pull.mul(free)).mul(range);
    const codes = fit.codes.add(move).maximum(lower).minimum<tf.Tensor2D>(upper);
    const images = decode(codes).reshape<tf.Tensor2D>(target.shape);
    const loss = squaredDistance(images, target);
    const better = loss.less(fit.loss);
    return {
      codes: tf.where(better, codes, fit.codes),
      images: tf.where(better, images, fit.images),
      loss: tf.where(better, loss, fit.loss),
      damping: fit.damping.mul<tf.Tensor2D>(tf.where(better, tf.scalar(RELAX), tf.scalar(TIGHTEN))),
    };
  });
}
