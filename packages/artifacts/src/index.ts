export { canonicalJson } from "./canonical-json.ts";
export { ArtifactStore, type Damage, type StoreOptions } from "./store/artifact-store.ts";
export { type Artifact, seal, unseal } from "./store/seal.ts";
export type { Store } from "./store/store.ts";
export { cleanLeftovers } from "./store/clean-leftovers.ts";
export { makeFolder } from "./store/make-folder.ts";
export { KEY_VARIABLE } from "./store/seal-key.ts";
export { writeFileAtomic } from "./store/write-file-atomic.ts";
export { writeThrough } from "./store/write-through.ts";
export { taskKey } from "./task-key.ts";
export { decodeTensors, type DecodedTensors } from "./tensors/decode-tensors.ts";
export type { Arrays, Dtype, StoredTensor, StoredTensors, TensorOf } from "./tensors/dtype.ts";
export { encodeTensors, type Metadata } from "./tensors/encode-tensors.ts";
export { stored, takeTensor } from "./tensors/stored.ts";
export type { ArtifactRow } from "./result/artifacts.ts";
export { ATTACKED_MODEL_VERSION, attackedModelSchema, type AttackedModel } from "./result/attacked-model.ts";
export { writeAttackedModel } from "./result/attacked-model-file.ts";
export type { AttackRow, AuditSummary, BudgetPoint, PartCount, ProgressCounts, TransferCounts } from "./result/attacks.ts";
export type { LadderRow, LadderRung, PathRow, PathStep } from "./result/close-ups.ts";
export { distanceRows, type DistanceRow, type Quantiles } from "./result/distances.ts";
export type { AdversarialExample, ExampleRow } from "./result/examples.ts";
export type { ReportedInterval, MaybeFinite, ModelKey } from "./result/fields.ts";
export { finite } from "./result/finite.ts";
export { labelRow, type LabelRow } from "./result/labels.ts";
export { lessonRow, type LessonRow } from "./result/lessons.ts";
export type { MeanRow } from "./result/means.ts";
export type { ModelRow } from "./result/models.ts";
export type { PictureRow } from "./result/pictures.ts";
export { decodePixels, encodeBytes, encodePixels } from "./result/pixels.ts";
export { readResult, writeResult } from "./result/result-file.ts";
export { runResultSchema, SCHEMA_VERSION, type RunResult } from "./result/run-result.ts";
export type {
  BackendSetting,
  DatasetSetting,
  GroupSetting,
  ManifoldSetting,
  NamedSetting,
  PackageSetting,
  PartSetting,
  RunSettings,
  StrategySetting,
} from "./result/settings.ts";
export type { SweepPoint, SweepRow } from "./result/sweeps.ts";
export type { LessonTime, RunTiming, TaskTime, TrainingTime } from "./result/timing.ts";
export { verdictRow, type FindingRow, type LackingEvidence, type VerdictRow } from "./result/verdicts.ts";
