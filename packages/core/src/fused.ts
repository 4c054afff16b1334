/**
 * Kernels a TensorFlow.js backend may register to speed up `@disentangle/ops`. Each has a plain composition
 * there, which runs where the kernel is not registered and against which it is tested. Tensors are float32
 * unless said otherwise.
 */
export const FUSED = {
  /**
   * One step of Adam as published with the original experiments (the stabiliser is added before bias
   * correction, decay is coupled L2). Inputs `w`, `g`, `m`, `v` of one shape; attributes {@link
   * AdamAttributes}; outputs `[w, m, v]`.
   */
  adam: "DisentangleAdam",
  /**
   * The same for any number of variables at once. Inputs `w0`, `g0`, `m0`, `v0`, `w1`, `g1`, ..., a gradient
   * that is missing being zero; attributes {@link AdamAttributes}; outputs `[w0, m0, v0, w1, ...]`.
   */
  adamAll: "DisentangleAdamAll",
  /**
   * An Adam step on points, then the projection onto the box and the L∞ ball: clamp to [max(lower, origin −
   * radius), min(upper, origin + radius)]. Inputs `points`, `g`, `m`, `v`, `origin` [B, ...]; `lower`,
   * `upper` broadcastable to them (a scalar, one row, or full); `radius` [B]; attributes {@link
   * AdamAttributes} (decay 0); outputs `[points, m, v]`.
   */
  adamProject: "DisentangleAdamProject",
  /**
   * Affine bilinear sampler with aligned corners and zero padding, clamped to [0, 1]. Inputs `images` [B, H,
   * W, C], `parameters` [B, 6]; output [B, H, W, C].
   */
  affine: "DisentangleAffine",
  /** Its gradient in the parameters. Inputs `dy`, `images`, `parameters`; output [B, 6]. */
  affineGradParameters: "DisentangleAffineGradParameters",
  /** Its gradient in the images. Inputs `dy`, `images`, `parameters`; output [B, H, W, C]. */
  affineGradImages: "DisentangleAffineGradImages",
  /**
   * Softmax cross-entropy. Inputs `logits` [B, K], `labels` [B] int32; outputs `[loss [B], gradient [B, K]]`,
   * the gradient being softmax − one-hot.
   */
  crossEntropy: "DisentangleCrossEntropy",
  /**
   * Batch norm with the statistics of the batch over all axes but the last. Inputs `x` [..., C], `scale` [C],
   * `offset` [C]; attributes
   * `{ epsilon }`, and `relu: true` where max(·, 0) follows; outputs `[y, mean [C], variance [C] (biased)]`.
   *
   * Given `runningMean` and `runningVariance` [C] and the attribute `momentum`, it returns these two as well,
   * moved by that share towards the mean (plus `bias` [C], where given: a bias that x lacks) and the unbiased
   * variance.
   */
  batchNorm: "DisentangleBatchNorm",
  /**
   * Its gradient. Inputs `dy`, `x`, `scale`, `mean`, `variance`, and `offset` where ReLU followed; attributes
   * `{ epsilon }`; outputs
   * `[dx, dscale, doffset]`.
   */
  batchNormGrad: "DisentangleBatchNormGrad",
  /** Gradient of ReLU: dy where y > 0, else 0. Inputs `dy`, `y` of one shape. */
  reluGrad: "DisentangleReluGrad",
  /**
   * Gradient of what is linear between two values: dy where low ≤ x ≤ high, else 0. Inputs `dy`, `x` of one
   * shape; attributes `{ low, high, open }`. Where `open`, dy · 1 where low < x ≤ high, dy · 0 elsewhere, and
   * NaN where x is: the gradient of ReLU and ReLU6 as TensorFlow.js has it.
   */
  betweenGrad: "DisentangleBetweenGrad",
  /**
   * The better of two points per row. Inputs `points` [B, ...] with `score` [B] and `met` [B] bool; `kept`
   * shaped as the points with
   * `keptScore` [B] and `first` [B], the iteration at which the criterion was first met or −1; `zeros` [B], a
   * count, and, if it is to go on,
   * `zero` [B] bool; attributes `{ iteration, lowest }`. Points are taken where met and `first` is negative,
   * and from then on where the score is lower and (unless `lowest`) met. Outputs `[points, score, first,
   * zeros]`.
   */
  keepBest: "DisentangleKeepBest",
  /** Whether all numbers of a row are zero. Input `x` [B, ...]; output [B] bool. */
  zeroRows: "DisentangleZeroRows",
} as const;

/** Attributes of the two Adam kernels. */
export interface AdamAttributes {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Coupled L2 factor λ added to the gradient. */
  readonly decay: number;
  /** Number of this step, from 1. */
  readonly step: number;
}
