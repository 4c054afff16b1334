export { Adam, adamStep, type AdamOptions, type AdamState } from "./adam.ts";
export { affine } from "./affine.ts";
export { cascade, type Stage } from "./attacks/cascade.ts";
export { iterate } from "./attacks/iterate.ts";
export { keepBest, zeroRows, type Kept } from "./attacks/keep-best.ts";
export { keepFor, type GradientLook, type Keep, type Look, type Method, type State } from "./attacks/method.ts";
export { likelyClasses, likelyOthers, type LikelyClasses } from "./attacks/likely-classes.ts";
export { dualNorm } from "./attacks/dual-norm.ts";
export { moveToPlane, type PlaneMove, type PlaneNorm } from "./attacks/move-to-plane.ts";
export { OpenRows } from "./attacks/open-rows.ts";
export { pace } from "./attacks/pace.ts";
export { projectPoints } from "./attacks/project.ts";
export { projectedDescent, type DescentOptions } from "./attacks/projected-descent.ts";
export type { ProposalCollector } from "./attacks/proposal-collector.ts";
export { RowSearch, type LookOptions, type RowLook } from "./attacks/row-search.ts";
export { batchNormEval, batchNormTrain, batchNormUpdate, type BatchNormUpdate, type Normalised, type Rescaling } from "./batch-norm.ts";
export { areProbabilities, classifierFrom } from "./classifier-from.ts";
export type { Backward, ClassifierFromOptions } from "./classifier/classifier-from-options.ts";
export { gradientEvidence, readEvidence, type GradientEvidence, type RowEvidence } from "./classifier/gradient-evidence.ts";
export { gradientWarnings } from "./classifier/gradient-warnings.ts";
export { expectationOf, meanAnswer } from "./classifier/mean-answer.ts";
export type { Model } from "./classifier/model.ts";
export { misclassified, targeted } from "./criterion.ts";
export { crossEntropy } from "./cross-entropy.ts";
export { affineDecoder, type Decoder } from "./decoder.ts";
export { makeExamples, selectExamples } from "./examples.ts";
export { gatherRows } from "./gather-rows.ts";
export { averagePool } from "./layers/average-pool.ts";
export { batchNorm, type BatchNormOptions } from "./layers/batch-norm.ts";
export { convolution, type ConvolutionOptions } from "./layers/convolution.ts";
export { flatten } from "./layers/flatten.ts";
export { plainStep, type FrozenStep } from "./layers/frozen-step.ts";
export { heFanIn, heFanInThird, heFanOut, type Deviation, type Fan } from "./layers/initialisation.ts";
export type { Flow, Layer, Mode, Place, PlacedLayer, SampleShape } from "./layers/layer.ts";
export { linear } from "./layers/linear.ts";
export { maxPool } from "./layers/max-pool.ts";
export { buildModule, type FrozenModule, type Module } from "./layers/module.ts";
export { network } from "./layers/network.ts";
export { relu } from "./layers/relu.ts";
export { reshape } from "./layers/reshape.ts";
export { residual } from "./layers/residual.ts";
export { sigmoid } from "./layers/sigmoid.ts";
export { transposedConvolution, type TransposedConvolutionOptions } from "./layers/transposed-convolution.ts";
export { Variables } from "./layers/variables.ts";
export { LOSSES, LOSS_NAMES, objectiveFor, type LossName } from "./losses.ts";
export { unmendGradients } from "./mends/index.ts";
export { lossGradient, type Loss, type LossGradient, type LossProblem, type Targets } from "./loss-gradient.ts";
export { L0 } from "./norms/l0.ts";
export { L1 } from "./norms/l1.ts";
export { L2 } from "./norms/l2.ts";
export { LINF } from "./norms/linf.ts";
export type { Box, NormInBox } from "./norms/norm-in-box.ts";
export { rowNorms, type RowNorms } from "./norms/row-norms.ts";
export { startInBall } from "./norms/start-in-ball.ts";
export { uniformInBall } from "./norms/uniform-in-ball.ts";
export {
  crossEntropyObjective,
  differenceObjective,
  dlrObjective,
  marginObjective,
  scaledLogitsObjective,
  targetedDlrObjective,
  towards,
  type MarginOptions,
} from "./objective.ts";
export { imageSpace } from "./space-image.ts";
export { latentSpace, type CodeSpace } from "./space-latent.ts";
export { IDENTITY_TRANSFORMATION, transformationSpace } from "./space-transformation.ts";
export { chooseRows, spreadRows } from "./spread-rows.ts";
