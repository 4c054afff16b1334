import { SPACE_KINDS } from "@disentangle/core";
import * as v from "valibot";
import type * as result from "./run-result.ts";
import type { Json } from "../canonical-json.ts";

// One schema per interface of run-result.ts, in its order; the annotation of each is checked by the compiler, field by field.
type Schema<T> = v.GenericSchema<T>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.string();
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const maybeFinite = v.nullable(v.number());
const interval: Schema<result.Interval> = v.tuple([maybeFinite, maybeFinite]);
const json: Schema<Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(json), v.record(v.string(), json)]),
);
const spaceKind = v.picklist(SPACE_KINDS);

const part = { id: text, options: v.record(v.string(), json) };
const PartSetting: Schema<result.PartSetting> = v.object(part);
const NamedSetting: Schema<result.NamedSetting> = v.object({ ...part, name: text });
const DatasetSetting: Schema<result.DatasetSetting> = v.object({
  ...part,
  fingerprint: text,
  classes: v.array(text),
  testLabels: v.exactOptional(v.array(count)),
  image: v.tuple([count, count, count]),
});
const ManifoldSetting: Schema<result.ManifoldSetting> = v.object({ ...part, exact: v.boolean() });
const GroupSetting: Schema<result.GroupSetting> = v.object({
  fraction: v.number(),
  weight: v.number(),
  space: v.picklist(["clean", ...SPACE_KINDS]),
  attack: v.exactOptional(PartSetting),
  radius: v.exactOptional(v.number()),
});
const StrategySetting: Schema<result.StrategySetting> = v.object({
  id: text,
  sizes: v.array(count),
  models: count,
  steps: v.exactOptional(v.array(v.array(GroupSetting))),
});
const BackendSetting: Schema<result.BackendSetting> = v.object({
  id: text,
  name: text,
  detail: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
});

const Settings: Schema<result.Settings> = v.object({
  profile: text,
  evidence: v.boolean(),
  protocol: v.picklist(["paper", "reference"]),
  dataset: DatasetSetting,
  architectures: v.array(NamedSetting),
  attack: PartSetting,
  beside: v.exactOptional(v.array(NamedSetting)),
  manifold: ManifoldSetting,
  strategies: v.array(StrategySetting),
  sizes: v.array(count),
  testImages: count,
  attackedImages: v.object({
    image: v.exactOptional(count),
    latent: v.exactOptional(count),
    transformation: v.exactOptional(count),
  }),
  restarts: count,
  seed: v.number(),
  threads: count,
  backend: BackendSetting,
  plugins: v.array(v.object({ name: text, version: text })),
  machine: text,
});

const FindingResult: Schema<result.FindingResult> = v.object({
  id: text,
  quantity: text,
  estimate: maybeFinite,
  interval: v.nullable(interval),
  condition: text,
  outcome: v.picklist(["met", "failed", "reported"]),
  n: count,
});

const VerdictResult: Schema<result.VerdictResult> = v.object({
  architecture: text,
  claim: text,
  statement: text,
  outcome: v.picklist(["supported", "refuted", "inconclusive", "not asked"]),
  reason: text,
  findings: v.array(FindingResult),
});

const model = { architecture: text, strategy: text, size: count, model: count };

const ModelResult: Schema<result.ModelResult> = v.object({
  ...model,
  errors: count,
  total: count,
  error: share,
  interval,
  losses: v.array(maybeFinite),
});

const ProgressResult: Schema<result.ProgressResult> = v.object({ searches: count, halfway: count, end: count, stalled: count });

const AuditResult: Schema<result.AuditResult> = v.object({
  normExcess: maybeFinite,
  boxExcess: maybeFinite,
  notFinite: count,
  zeroGradients: count,
  startSuccess: count,
  progress: v.exactOptional(ProgressResult),
  warnings: v.array(text),
});

const TransferResult: Schema<result.TransferResult> = v.object({
  sourceCorrect: count,
  targetCorrect: count,
  sourceSuccesses: count,
  carried: v.nullable(share),
  interval,
});

const AttackResult: Schema<result.AttackResult> = v.object({
  ...model,
  attack: text,
  space: spaceKind,
  radius: v.number(),
  restarts: count,
  images: count,
  correct: count,
  successes: count,
  trials: count,
  rate: v.nullable(share),
  interval,
  norms: v.object({ l0: maybeFinite, l1: maybeFinite, l2: maybeFinite, linf: maybeFinite }),
  imageL2: maybeFinite,
  iteration: maybeFinite,
  gradients: count,
  transfer: v.exactOptional(TransferResult),
  audit: AuditResult,
});

const SweepResult: Schema<result.SweepResult> = v.object({
  ...model,
  attack: text,
  norm: v.exactOptional(text),
  space: spaceKind,
  points: v.array(v.object({ radius: v.number(), successes: count, trials: count, rate: v.nullable(share), interval })),
  medianRadius: maybeFinite,
});

const Quantiles: Schema<result.Quantiles> = v.object({
  q05: maybeFinite,
  q25: maybeFinite,
  q50: maybeFinite,
  q75: maybeFinite,
  q95: maybeFinite,
});

const DistanceResult: Schema<result.DistanceResult> = v.object({
  ...model,
  attack: text,
  space: spaceKind,
  population: v.picklist(["adversarial", "clean", "noise", "control"]),
  manifold: text,
  exact: v.boolean(),
  n: count,
  distance: Quantiles,
  perturbation: Quantiles,
  toOriginal: Quantiles,
  ratio: v.nullable(Quantiles),
  histogram: v.object({ lower: v.number(), upper: v.number(), counts: v.array(count) }),
});

const InvarianceResult: Schema<result.InvarianceResult> = v.object({
  ...model,
  attack: text,
  total: count,
  invariant: count,
  largestDifference: maybeFinite,
});

const MeanResult: Schema<result.MeanResult> = v.object({
  architecture: text,
  strategy: text,
  size: count,
  quantity: v.picklist(["error", "success", "radius"]),
  attack: v.nullable(text),
  space: v.nullable(spaceKind),
  models: count,
  mean: maybeFinite,
  interval: v.nullable(interval),
});

const ExampleResult: Schema<result.ExampleResult> = v.object({
  ...model,
  sample: count,
  label: count,
  predicted: count,
  pixels: text,
  adversarial: v.array(v.object({ attack: text, space: spaceKind, predicted: count, pixels: text })),
});

const ArtifactResult: Schema<result.ArtifactResult> = v.object({
  ...model,
  kind: v.picklist(["weights", "attack", "sweep", "distances"]),
  attack: v.nullable(text),
  space: v.nullable(spaceKind),
  path: text,
});

const TaskTime: Schema<result.TaskTime> = v.object({
  kind: text,
  label: text,
  seconds: v.number(),
  cached: v.boolean(),
});

const TrainingTime: Schema<result.TrainingTime> = v.object({ ...model, seconds: v.number() });

const Timing: Schema<result.Timing> = v.object({
  started: text,
  seconds: v.number(),
  peakMemory: maybeFinite,
  tasks: v.array(TaskTime),
  training: v.exactOptional(v.array(TrainingTime)),
});

/** The layout of `result.json` as a valibot schema. Fields it does not know are dropped. */
export const runResultSchema: Schema<result.RunResult> = v.object({
  schemaVersion: v.literal(1),
  tool: v.object({ name: text, version: text }),
  command: text,
  settings: Settings,
  verdicts: v.array(VerdictResult),
  models: v.array(ModelResult),
  attacks: v.array(AttackResult),
  sweeps: v.array(SweepResult),
  distances: v.array(DistanceResult),
  invariances: v.array(InvarianceResult),
  means: v.array(MeanResult),
  examples: v.array(ExampleResult),
  warnings: v.array(text),
  artifacts: v.exactOptional(v.array(ArtifactResult)),
  timing: Timing,
});

/** The parts of {@link runResultSchema}, by the name of their interface. @internal */
export const definitions: Readonly<Record<string, v.GenericSchema>> = {
  Json: json,
  PartSetting,
  NamedSetting,
  DatasetSetting,
  ManifoldSetting,
  GroupSetting,
  StrategySetting,
  BackendSetting,
  Settings,
  FindingResult,
  VerdictResult,
  ModelResult,
  ProgressResult,
  AuditResult,
  TransferResult,
  AttackResult,
  SweepResult,
  Quantiles,
  DistanceResult,
  InvarianceResult,
  MeanResult,
  ExampleResult,
  ArtifactResult,
  TaskTime,
  TrainingTime,
  Timing,
};
