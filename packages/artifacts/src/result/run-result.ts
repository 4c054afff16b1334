import type { Audit, Finding, Outcome, Population, Progress, Protocol, SpaceKind } from "@disentangle/core";
import type { Json } from "../canonical-json.ts";

/**
 * A number that need not be finite: JSON has no NaN and no infinity, so such a number is `null`, "no finite value". Make one with
 * {@link finite}.
 */
export type MaybeFinite = number | null;

/** A 95 % interval; an open side is null. */
export type Interval = readonly [lower: MaybeFinite, upper: MaybeFinite];

/**
 * All that came out of a run: what `result.json` holds and all that a report is made of. Two runs of the same settings on the same
 * machine agree in everything but {@link RunResult.timing}.
 */
export interface RunResult {
  /** Version of this layout. Readers refuse one they do not know. */
  readonly schemaVersion: 1;
  /** What wrote it. */
  readonly tool: { readonly name: string; readonly version: string };
  /** The command line that reproduces it. */
  readonly command: string;
  readonly settings: Settings;
  /** One entry per architecture and claim known to the run, in the order in which a reader expects them. */
  readonly verdicts: readonly VerdictResult[];
  /** One row per trained model. */
  readonly models: readonly ModelResult[];
  /** One row per model, attack and space. */
  readonly attacks: readonly AttackResult[];
  /** One row per model, attack and space whose attack was swept over radii. */
  readonly sweeps: readonly SweepResult[];
  /** One row per model, attack, space and population of images that were projected onto the manifold. */
  readonly distances: readonly DistanceResult[];
  /** One row per model and attack whose on-manifold examples were checked for their label. */
  readonly invariances: readonly InvarianceResult[];
  /** Means over the models of one strategy and size: the points of the curves. */
  readonly means: readonly MeanResult[];
  /** Images for a reader to look at. */
  readonly examples: readonly ExampleResult[];
  /** What deserves a reader's attention besides the audits, in words. */
  readonly warnings: readonly string[];
  /** Where the numbers behind the rows are kept; absent in results written before these were named. */
  readonly artifacts?: readonly ArtifactResult[];
  readonly timing: Timing;
}

/** What was run. */
export interface Settings {
  readonly profile: string;
  /** Whether the profile is large enough for verdicts to count; false for `smoke`. */
  readonly evidence: boolean;
  readonly protocol: Protocol;
  readonly dataset: DatasetSetting;
  /** Each was trained and attacked by itself and has its own verdicts. */
  readonly architectures: readonly NamedSetting[];
  /** The attack under test. */
  readonly attack: PartSetting;
  /** Further attacks on the same models, which no claim looks at; absent where there are none. */
  readonly beside?: readonly NamedSetting[];
  readonly manifold: ManifoldSetting;
  readonly strategies: readonly StrategySetting[];
  /** Training sizes N, ascending. */
  readonly sizes: readonly number[];
  /** Test images for the test error. */
  readonly testImages: number;
  /** Attacked test images per space; absent where that space was not searched. */
  readonly attackedImages: { readonly image?: number; readonly latent?: number; readonly transformation?: number };
  readonly restarts: number;
  readonly seed: number;
  /** Threads the backend may use; 0 where the backend decides. */
  readonly threads: number;
  readonly backend: BackendSetting;
  /** Every plugin a part came from. */
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
  /** The machine in words: system, processor, runtime. */
  readonly machine: string;
}

/** A part and the options it was configured with (those that were given; the rest are its defaults). */
export interface PartSetting {
  readonly id: string;
  readonly options: { readonly [name: string]: Json };
}

/** An architecture of the run, or an attack beside the one under test. */
export interface NamedSetting extends PartSetting {
  /** By which rows refer to it: its id, with options where two have the same id. */
  readonly name: string;
}

/** The dataset of the run. */
export interface DatasetSetting extends PartSetting {
  /** Changes whenever an image, label or code would. */
  readonly fingerprint: string;
  /** Names of the classes; a label is a position in this list. */
  readonly classes: readonly string[];
  /** Labels of the first test images, as many as were attacked; absent where they were not recorded. */
  readonly testLabels?: readonly number[];
  /** Height, width, channels. */
  readonly image: readonly [height: number, width: number, channels: number];
}

/** The manifold of the run. */
export interface ManifoldSetting extends PartSetting {
  /** Whether it is the true manifold rather than an approximation. */
  readonly exact: boolean;
}

/** A training strategy and how far it was run. */
export interface StrategySetting {
  readonly id: string;
  /** Training sizes N, ascending. */
  readonly sizes: readonly number[];
  /** Models per size. */
  readonly models: number;
  /** What a training batch is made of: the groups of every step; absent where it was not recorded. */
  readonly steps?: readonly (readonly GroupSetting[])[];
}

/** A share of every training batch. */
export interface GroupSetting {
  readonly fraction: number;
  /** Weight of the mean loss of the group in that of the step. */
  readonly weight: number;
  readonly space: "clean" | SpaceKind;
  /** The attack that makes the examples; absent for clean groups. */
  readonly attack?: PartSetting;
  /** Radius of the ball, in units of the space. */
  readonly radius?: number;
}

/** Where tensors were computed. */
export interface BackendSetting {
  readonly id: string;
  /** Name of the TensorFlow.js backend. */
  readonly name: string;
  /** Versions, threads, adapter, limits. */
  readonly detail: { readonly [name: string]: string | number | boolean };
}

/** The verdict on one claim. */
export interface VerdictResult {
  /** Name of the architecture whose evidence was judged. */
  readonly architecture: string;
  /** Id of the claim, such as `1`. */
  readonly claim: string;
  readonly statement: string;
  readonly outcome: Outcome | "not asked";
  /** Why, in one or two sentences; empty where it was not asked. */
  readonly reason: string;
  readonly findings: readonly FindingResult[];
}

/** One measured quantity of a claim. */
export interface FindingResult {
  /** Such as `1a`. */
  readonly id: string;
  readonly quantity: string;
  readonly estimate: MaybeFinite;
  /** 95 % interval; null for counts that are exact. */
  readonly interval: Interval | null;
  /** The condition fixed beforehand, in words. */
  readonly condition: string;
  /** `met`, `failed`, or `reported` where the quantity is not judged. */
  readonly outcome: Finding["outcome"];
  /** Number of observations. */
  readonly n: number;
}

/** Which trained model a row is about; the dataset is that of the settings. */
export interface ModelKey {
  /** Name of the architecture. */
  readonly architecture: string;
  readonly strategy: string;
  /** Number of training images N. */
  readonly size: number;
  /** Repetition m, from 0. */
  readonly model: number;
}

/** A trained model. */
export interface ModelResult extends ModelKey {
  /** Misclassified test images. */
  readonly errors: number;
  /** Test images. */
  readonly total: number;
  /** Test error in [0, 1]. */
  readonly error: number;
  readonly interval: Interval;
  /** Mean training loss of each epoch. */
  readonly losses: readonly MaybeFinite[];
}

/** An attack on one model in one space. */
export interface AttackResult extends ModelKey {
  readonly attack: string;
  readonly space: SpaceKind;
  /** Radius of the ball, in units of the space. */
  readonly radius: number;
  readonly restarts: number;
  /** Attacked test images. */
  readonly images: number;
  /** Those classified correctly before the attack, by the source of a transfer attack, too. */
  readonly correct: number;
  /** Successes among the trials. */
  readonly successes: number;
  /** What the rate is taken over: the correct images (`paper`), or correct images times restarts (`reference`). */
  readonly trials: number;
  /** Success rate in [0, 1]; null where there was no trial. */
  readonly rate: MaybeFinite;
  readonly interval: Interval;
  /** Means over the successes of the norm of the perturbation, in units of the space. */
  readonly norms: { readonly l0: MaybeFinite; readonly l1: MaybeFinite; readonly l2: MaybeFinite; readonly linf: MaybeFinite };
  /** Mean L2 norm of the change of the image over the successes. */
  readonly imageL2: MaybeFinite;
  /** Mean over the successes of the iteration that first succeeded. */
  readonly iteration: MaybeFinite;
  /** Gradients evaluated, in all. */
  readonly gradients: number;
  /** Only of transfer attacks. */
  readonly transfer?: TransferResult;
  readonly audit: AuditResult;
}

/**
 * What a transfer attack met on its way from its source to the classifier under test. Its {@link AttackResult.rate} is taken over the images that
 * both classify correctly, and counts what misleads both.
 */
export interface TransferResult {
  /** Images that the source classifies correctly. */
  readonly sourceCorrect: number;
  /** Images that the classifier under test does. */
  readonly targetCorrect: number;
  /** Trials in which the attack succeeded on the source. */
  readonly sourceSuccesses: number;
  /** Share of those that succeeded on the classifier under test, too, in [0, 1]; null where there was none. */
  readonly carried: MaybeFinite;
  /** Of that share. */
  readonly interval: Interval;
}

/** Automatic checks of an attack's result. */
export interface AuditResult extends Omit<Audit, "normExcess" | "boxExcess" | "progress"> {
  /** Largest excess over the radius, in units of the space. */
  readonly normExcess: MaybeFinite;
  /** Largest excess over the box. */
  readonly boxExcess: MaybeFinite;
  /** How far iterations took the searches on correctly classified images; absent where that was not recorded. */
  readonly progress?: ProgressResult;
}

/** How far iterations took the searches on correctly classified images, each restart by itself; a transfer attack searches its source. */
export interface ProgressResult extends Progress {
  readonly searches: number;
  /** Those adversarial by the middle of the iterations, the start included. */
  readonly halfway: number;
  /** Those adversarial at the end. */
  readonly end: number;
  /** Those that failed with a loss no lower at the last evaluation than at the first. */
  readonly stalled: number;
}

/** Success of an attack on one model against the radius of the ball. */
export interface SweepResult extends ModelKey {
  readonly attack: string;
  /** Of the ball, such as `L∞`; absent in results that did not record it. */
  readonly norm?: string;
  readonly space: SpaceKind;
  /** Ascending in the radius. */
  readonly points: readonly {
    readonly radius: number;
    readonly successes: number;
    readonly trials: number;
    readonly rate: MaybeFinite;
    readonly interval: Interval;
  }[];
  /**
   * Median over the images of the smallest radius at which the attack succeeds, linear between the radii around it; beyond the largest where most
   * withstand that, null where there are no images.
   */
  readonly medianRadius: MaybeFinite;
}

/** Quantiles of a sample. */
export interface Quantiles {
  readonly q05: MaybeFinite;
  readonly q25: MaybeFinite;
  readonly q50: MaybeFinite;
  readonly q75: MaybeFinite;
  readonly q95: MaybeFinite;
}

/** Distances to the manifold of one population of images. */
export interface DistanceResult extends ModelKey {
  readonly attack: string;
  readonly space: SpaceKind;
  readonly population: Population;
  readonly manifold: string;
  /** Whether that manifold is the true one. */
  readonly exact: boolean;
  /** Images. */
  readonly n: number;
  /** ‖x̃ − π(x̃)‖₂. */
  readonly distance: Quantiles;
  /** ‖x̃ − x‖₂. */
  readonly perturbation: Quantiles;
  /** ‖π(x̃) − x‖₂. */
  readonly toOriginal: Quantiles;
  /** ‖x̃ − π(x̃)‖₂ / ‖x̃ − x‖₂; null where nothing was perturbed. */
  readonly ratio: Quantiles | null;
  /** Counts of the distance in equal bins from `lower` to `upper`; the same bins for all rows of one run. */
  readonly histogram: { readonly lower: number; readonly upper: number; readonly counts: readonly number[] };
}

/** How many on-manifold examples keep their label by construction (Definition 1). */
export interface InvarianceResult extends ModelKey {
  readonly attack: string;
  /** Examples checked. */
  readonly total: number;
  /** Examples with the same factors, a valid code, and an image equal to dec(code). */
  readonly invariant: number;
  /** Largest |image − dec(code)|. */
  readonly largestDifference: MaybeFinite;
}

/** Mean of a quantity over the models of one strategy and size. */
export interface MeanResult {
  /** Name of the architecture. */
  readonly architecture: string;
  readonly strategy: string;
  /** Number of training images N. */
  readonly size: number;
  /** Test error, or success rate of the attack in the space, in [0, 1]; or the median smallest radius of the sweep. */
  readonly quantity: "error" | "success" | "radius";
  /** The attack; null for the test error. */
  readonly attack: string | null;
  /** The space searched; null for the test error. */
  readonly space: SpaceKind | null;
  /** Models averaged over. */
  readonly models: number;
  readonly mean: MaybeFinite;
  /** 95 % interval over models and images; null where there is none. */
  readonly interval: Interval | null;
}

/** One test image and the adversarial examples found for it. */
export interface ExampleResult extends ModelKey {
  /** Position in the test split. */
  readonly sample: number;
  /** True class. */
  readonly label: number;
  /** Class predicted for the image itself. */
  readonly predicted: number;
  /** The image: see {@link encodePixels}. */
  readonly pixels: string;
  readonly adversarial: readonly {
    readonly attack: string;
    readonly space: SpaceKind;
    /** Class predicted for the adversarial image. */
    readonly predicted: number;
    /** The adversarial image: see {@link encodePixels}. */
    readonly pixels: string;
  }[];
}

/**
 * The safetensors file with what one task found, sample by sample. `weights` holds the parameters of the trained model, `attack` what
 * `AttackRecord` of `@disentangle/core` has (arrays of restarts · images are restart-major) and `points`, the adversarial point of every image: its pixels in
 * image space, else its code; `sweep` holds `smallest` radii, `distances` tensors `<population>/<quantity>`.
 */
export interface ArtifactResult extends ModelKey {
  readonly kind: "weights" | "attack" | "sweep" | "distances";
  /** The attack; null for weights. */
  readonly attack: string | null;
  /** The space searched; null for weights. */
  readonly space: SpaceKind | null;
  /** Path of the file, from the folder that holds the result. */
  readonly path: string;
}

/** Times, which alone may differ between two runs of the same settings. */
export interface Timing {
  /** When the run began, ISO 8601. */
  readonly started: string;
  /** Seconds of this process from start to end. */
  readonly seconds: number;
  /** Largest resident memory of this process in bytes; null where it is not known. */
  readonly peakMemory: MaybeFinite;
  /** In the order in which they ran. */
  readonly tasks: readonly TaskTime[];
  /** How long each model trained, in this run or the earlier one that trained it; absent where that was not recorded. */
  readonly training?: readonly TrainingTime[];
}

/** How long a model trained. */
export interface TrainingTime extends ModelKey {
  readonly seconds: number;
}

/** How long one task took. */
export interface TaskTime {
  /** Such as `train`, `error`, `attack`, `distances`. */
  readonly kind: string;
  /** The task in words. */
  readonly label: string;
  /** Seconds it took in this run; 0 where its result was found finished. */
  readonly seconds: number;
  /** Whether its result was found finished. */
  readonly cached: boolean;
}
