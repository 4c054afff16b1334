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
  /** Squared distance of that image from the target. [R, 1] */
  readonly loss: tf.Tensor2D;
  /** Levenberg's λ. [R, 1] */
  readonly damping: tf.Tensor2D;
};

/**
 * Step of the finite differences, as a share of each valid range: below a tenth of a pixel, above the noise
 * of float32.
 */
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
    return {
      codes: codes.clone(),
      loss: squaredDistance(decode(codes).reshape(target.shape), target),
      damping: tf.ones<tf.Rank.R2>([codes.shape[0], 1]).mul<tf.Tensor2D>(FIRST_DAMPING),
    };
  });
}

/**
 * One step of Levenberg-Marquardt in every row, coordinates measured in shares of their valid range.
 * Coordinates that lie on a bound and are pulled outwards stay there; the others move, and are clipped. A row
 * whose loss would not fall stays, and is damped more. The Jacobian is one of finite differences, eight
 * renderings a step, so any decoder will do and the bilinear sampler's kinks are smoothed.
 */
export function improveFit({ decode, target, lower, upper }: FitProblem, fit: Fit): Fit {
  return tf.tidy(() => {
    const [rows, size] = fit.codes.shape;
    const range = upper.sub(lower);
    const room = fit.codes.add(range.mul(DIFFERENCE)).lessEqual(upper);
    const signs = tf.where(room, tf.scalar(1), tf.scalar(-1));
    const steps = signs.mul(range).mul(DIFFERENCE);
    const unit = tf.eye(size);
    const render = (codes: tf.Tensor): tf.Tensor2D => decode(codes as tf.Tensor2D).reshape(target.shape);
    const images = render(fit.codes);
    const moves = Array.from({ length: size }, (_, k) => render(fit.codes.add(steps.mul(unit.slice([k, 0], [1, size])))).sub(images));
    const stacked = tf.concat([...moves, target.sub(images)] as tf.Tensor2D[], 1).reshape<tf.Tensor3D>([rows, size + 1, -1]);
    const products = tf.matMul(stacked, stacked, false, true);
    // Differences become slopes here, on a few numbers a row instead of on every pixel.
    const slopes = signs.div(DIFFERENCE);
    const curvature = products.slice([0, 0, 0], [rows, size, size]).mul(slopes.expandDims(1)).mul(slopes.expandDims(2));
    const pull = products.slice([0, 0, size], [rows, size, 1]).reshape<tf.Tensor2D>([rows, size]).mul<tf.Tensor2D>(slopes);
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
    const loss = squaredDistance(render(codes), target);
    const better = loss.less(fit.loss);
    return {
      codes: tf.where(better, codes, fit.codes),
      loss: tf.where(better, loss, fit.loss),
      damping: fit.damping.mul<tf.Tensor2D>(tf.where(better, tf.scalar(RELAX), tf.scalar(TIGHTEN))),
    };
  });
}
