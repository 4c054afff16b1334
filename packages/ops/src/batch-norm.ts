import { Fault, FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "./fused.ts";
import { withGradient } from "./with-gradient.ts";

/** What {@link batchNormTrain} returns. */
export interface Normalised {
  /** Shaped as the input. */
  readonly y: tf.Tensor;
  /** Mean over all axes but the last. [C] */
  readonly mean: tf.Tensor1D;
  /** Biased variance over all axes but the last (divided by n). [C] */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch norm with the statistics of the batch: y = (x − μ) / √(σ² + ε) · scale + offset per channel, σ²
 * biased (Ioffe and Szegedy, 2015, Algorithm 1). Differentiable in x, scale and offset through y; mean and
 * variance carry no gradient. Runs the backend's kernels `FUSED.batchNorm` and `FUSED.batchNormGrad` where
 * there are some.
 *
 * @param x [..., C], with at least two values per channel
 * @param scale [C]
 * @param offset [C]
 * @param epsilon ε; 1e-5 in the original experiments
 * @throws Fault `bad-data` with fewer than two values per channel, which have no variance
 */
export function batchNormTrain(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number): Normalised {
  requireTwo(x, scale);
  const statistics: tf.Tensor1D[] = [];
  const y = normaliseBatch(x, scale, offset, { epsilon }, (mean, variance) => statistics.push(tf.keep(mean), tf.keep(variance)));
  // Kept past the scope of the custom gradient; a clone belongs to the caller's scope like any other result.
  const [mean, variance] = statistics.map((kept) => kept.clone()) as [tf.Tensor1D, tf.Tensor1D];
  tf.dispose(statistics);
  return { y, mean, variance };
}

/** How {@link batchNormUpdate} goes, besides its tensors. */
export interface BatchNormUpdate {
  readonly epsilon: number;
  /** Share of the batch in the running statistics. */
  readonly momentum: number;
  /** Running mean and unbiased variance, changed in place. [C] */
  readonly running: { readonly mean: tf.Variable<tf.Rank.R1>; readonly variance: tf.Variable<tf.Rank.R1> };
  /** A bias that x lacks, and that shows in the running mean alone. [C] */
  readonly bias?: tf.Tensor1D | undefined;
  /** Whether max(·, 0) follows. */
  readonly relu: boolean;
}

/**
 * {@link batchNormTrain}, then ReLU where wanted, with running statistics: running ← (1 − momentum) · running
 * + momentum · batch. One kernel where the backend has `FUSED.batchNorm`.
 *
 * @returns y, shaped as x
 */
export function batchNormUpdate(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, update: BatchNormUpdate): tf.Tensor {
  requireTwo(x, scale);
  return normaliseBatch(x, scale, offset, update, () => {});
}

function requireTwo(x: tf.Tensor, scale: tf.Tensor1D): void {
  if (x.size / scale.size >= 2) return;
  throw new Fault("bad-data", `Batch norm in training got a batch of shape [${x.shape.join(", ")}]: one value per channel.`, {
    value: x.shape,
    mend: "Train on batches of at least two images.",
  });
}

type Settings = { readonly epsilon: number } & Partial<BatchNormUpdate>;

function normaliseBatch(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  settings: Settings,
  see: (mean: tf.Tensor1D, variance: tf.Tensor1D) => void,
): tf.Tensor {
  const { epsilon, relu = false, running } = settings;
  return withGradient([x, scale, offset], (save) => {
    const [value, mean, variance, ...moved] = normalise(x, scale, offset, settings);
    if (running !== undefined) {
      running.mean.assign(moved[0] as tf.Tensor1D);
      running.variance.assign(moved[1] as tf.Tensor1D);
    }
    see(mean, variance);
    save(x, scale, mean, variance, ...(relu ? [offset] : []));
    return { value, gradient: (dy, saved) => differentiate(dy, saved as Saved, epsilon) };
  });
}

/** Batch norm with fixed statistics as one product and one sum per channel: y = x · factor + shift. */
export interface Rescaling {
  /** [C] */
  readonly factor: tf.Tensor1D;
  /** [C] */
  readonly shift: tf.Tensor1D;
}

/**
 * What batch norm does once its statistics are fixed: factor = scale / √(σ² + ε), shift = offset − μ ·
 * factor. Differentiable. All arguments [C].
 */
export function batchNormEval(
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
): Rescaling {
  const factor = tf.div<tf.Tensor1D>(scale, tf.sqrt(tf.add(variance, epsilon)));
  return { factor, shift: tf.sub<tf.Tensor1D>(offset, tf.mul(mean, factor)) };
}

type Forward = [y: tf.Tensor, mean: tf.Tensor1D, variance: tf.Tensor1D, ...running: tf.Tensor1D[]];
type Saved = readonly [x: tf.Tensor, scale: tf.Tensor1D, mean: tf.Tensor1D, variance: tf.Tensor1D, offset?: tf.Tensor1D];
type Backward = [dx: tf.Tensor, dscale: tf.Tensor, doffset: tf.Tensor];

function normalise(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, settings: Settings): Forward {
  const { epsilon, relu = false, running, bias, momentum = 0 } = settings;
  if (hasFused(FUSED.batchNorm)) {
    const statistics = running && { runningMean: running.mean, runningVariance: running.variance, ...(bias && { bias }) };
    return runFused(FUSED.batchNorm, { x, scale, offset, ...statistics }, { epsilon, relu, momentum }) as Forward;
  }
  const mean = tf.mean<tf.Tensor1D>(x, allButLast(x));
  const centred = tf.sub(x, mean);
  const variance = tf.mean<tf.Tensor1D>(tf.square(centred), allButLast(x));
  const factor = tf.div(scale, tf.sqrt(tf.add(variance, epsilon)));
  const y = tf.add(tf.mul(centred, factor), offset);
  const moved = (before: tf.Tensor, batch: tf.Tensor): tf.Tensor1D => tf.add(tf.mul(before, 1 - momentum), tf.mul(batch, momentum));
  const count = x.size / scale.size;
  const statistics = running && [
    moved(running.mean, bias ? tf.add(mean, bias) : mean),
    moved(running.variance, tf.mul(variance, count / (count - 1))),
  ];
  return [relu ? tf.relu(y) : y, mean, variance, ...(statistics ?? [])];
}

/**
 * With x̂ the normalised input and n values per channel: dx = scale/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)).
 */
function differentiate(above: tf.Tensor, [x, scale, mean, variance, offset]: Saved, epsilon: number): Backward {
  if (hasFused(FUSED.batchNormGrad)) {
    const inputs = { dy: above, x, scale, mean, variance, ...(offset && { offset }) };
    return runFused(FUSED.batchNormGrad, inputs, { epsilon }) as Backward;
  }
  const count = x.size / scale.size;
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const normal = tf.mul(tf.sub(x, mean), inverse);
  const dy = offset ? tf.mul(above, tf.step(tf.add(tf.mul(normal, scale), offset))) : above;
  const doffset = tf.sum(dy, allButLast(x));
  const dscale = tf.sum(tf.mul(dy, normal), allButLast(x));
  const interaction = tf.mul(normal, tf.div(dscale, count));
  const dx = tf.mul(tf.sub(tf.sub(dy, tf.div(doffset, count)), interaction), tf.mul(scale, inverse));
  return [dx, dscale, doffset];
}

function allButLast(x: tf.Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
