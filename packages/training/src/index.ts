export type { Parts } from "./group-images.ts";
export { CLASSIFIER_SCHEDULE, learningRate, type Schedule } from "./learning-rate.ts";
export { combined, standardStrategies } from "./standard-strategies.ts";
export { train, type Trained, type Training } from "./train.ts";
export type { Checkpoint, TrainingState } from "./training-state.ts";
