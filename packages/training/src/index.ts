export { fit, type Curves, type FitBatch, type Fitting } from "./fit.ts";
export type { StrategyParts } from "./group-images.ts";
export { CLASSIFIER_SCHEDULE, learningRate, type Schedule } from "./learning-rate.ts";
export { combined, type Mixture, standardStrategies, type StrategyNorm, strategyOn, type TrainingManifold } from "./standard-strategies.ts";
export { train, type Training } from "./train.ts";
export type { Learner } from "./training-state.ts";
