export { adversarialRows } from "./attack/adversarial-rows.ts";
export { attackImages, type ImageAttack } from "./attack/attack-images.ts";
export { evaluateAttack, type AttackEvaluation, type AttackResult, type Combine } from "./attack/evaluate-attack.ts";
export { sweepRadii, type RadiusSweep } from "./attack/sweep-radii.ts";
export { checkLabels, type LabelMeasurement } from "./distance/check-labels.ts";
export { measureDistances, type DistanceMeasurement } from "./distance/measure-distances.ts";
export { predict } from "./predict.ts";
export { testError, type TestError, type TestErrorOptions } from "./test-error.ts";
export * from "./statistics/index.ts";
