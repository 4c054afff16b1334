import type { PartsOutcome } from "./attack.ts";
import type { SpaceName } from "./space.ts";
import type { Picture } from "./learned.ts";

/** One trained model: what was trained, how, on how many images, and which of the repetitions it is. */
export interface Cell {
  readonly dataset: string;
  readonly architecture: string;
  readonly strategy: string;
  /** Number of training images N. */
  readonly size: number;
  /** Repetition m, from 0. */
  readonly model: number;
}

/** A trained model's training curve and test error. */
export interface ModelRecord {
  readonly cell: Cell;
  /** Misclassified test images. */
  readonly errors: number;
  /** Test images, the first of the split. */
  readonly total: number;
  /**
   * Which of them are misclassified, 1 or 0, so that models can be compared image by image; absent where only
   * their number is known. [total]
   */
  readonly wrong?: Uint8Array;
  /** Mean training loss of each epoch. */
  readonly losses: readonly number[];
  /** Seconds of training; 0 where it was not recorded. */
  readonly seconds: number;
}

/** Automatic checks of an attack's result, as data. */
export interface Audit {
  /**
   * Largest excess over the radius, in units of the space (at most the stated float tolerance where all is
   * well).
   */
  readonly normExcess: number;
  /** Largest excess over the box. */
  readonly boxExcess: number;
  /** Rows with NaN or an infinity in the proposed point. */
  readonly notFinite: number;
  /** Failed searches whose gradient was zero at every evaluation. */
  readonly zeroGradients: number;
  /** Searches adversarial at the random start. */
  readonly startSuccess: number;
  readonly progress: SearchProgress;
  /** What deserves a reader's attention, in words. */
  readonly warnings: readonly string[];
}

/**
 * How far iterations took the searches: those on images that are classified correctly, each restart by
 * itself, as the audit's other counts of searches. A transfer attack searches its source.
 */
export interface SearchProgress {
  readonly searches: number;
  /** Those adversarial by the middle of the iterations, the start included. */
  readonly halfway: number;
  /** Those adversarial at the end. */
  readonly end: number;
  /** Those that failed with a loss no lower at the last evaluation than at the first. */
  readonly stalled: number;
}

/** Which attack on which model, in which space. */
export interface AttackKey {
  readonly cell: Cell;
  /** Name of the attack in the run. */
  readonly attack: string;
  readonly space: SpaceName;
}

/**
 * An attack on one model over the first n test images, r restarts each. Arrays of r · n numbers are
 * restart-major.
 */
export interface AttackRecord extends AttackKey {
  /** Radius of the ball, in units of the space. */
  readonly radius: number;
  readonly restarts: number;
  /** Position of each image in the test split. [n] */
  readonly samples: Int32Array;
  /**
   * Whether the unattacked point is classified correctly (for codes: its reconstruction), by the source of a
   * transfer attack, too. [n]
   */
  readonly correct: Uint8Array;
  /**
   * Success by re-prediction: 1 yes, 0 no, 2 not attacked because an earlier restart had succeeded. That of a
   * transfer attack is one on its source, too. [r · n]
   */
  readonly success: Uint8Array;
  /** First successful iteration, −1 where none. [r · n] */
  readonly iteration: Int32Array;
  /**
   * Norm of the perturbation in the space of the search, by id of the norm: L0, L1, L2, L∞, and the attack's
   * own where it is another. [r · n]
   */
  readonly norms: {
    readonly l0: Float32Array;
    readonly l1: Float32Array;
    readonly l2: Float32Array;
    readonly linf: Float32Array;
    readonly [norm: string]: Float32Array;
  };
  /** L2 norm of the change of the image. [r · n] */
  readonly imageL2: Float32Array;
  /** Gradients evaluated per row. [r · n] */
  readonly gradients: Int32Array;
  /** Forward passes evaluated per row, those of the gradients included. [r · n] */
  readonly forwards: Int32Array;
  /** Only of composed attacks: which of them found what is proposed, −1 where none did. [r · n] */
  readonly parts?: PartsOutcome;
  /** Only of transfer attacks. */
  readonly transfer?: TransferRecord;
  readonly audit: Audit;
}

/** What a transfer attack met on its way. */
export interface TransferRecord {
  /** Whether the source classifies the unattacked image correctly. [n] */
  readonly sourceCorrect: Uint8Array;
  /** Whether the classifier under test does. [n] */
  readonly targetCorrect: Uint8Array;
  /**
   * Success on the source: 1 yes, 0 no, 2 not attacked because an earlier restart had succeeded on both. [r ·
   * n]
   */
  readonly sourceSuccess: Uint8Array;
}

/** At which radius each image of an attack falls; row by row those of the attack's record. */
export interface SweepRecord extends AttackKey {
  /** Full radius of the attack. */
  readonly radius: number;
  /** Radii of the sweep as fractions of the full one, ascending. */
  readonly fractions: readonly number[];
  /** Position of each image in the test split. [n] */
  readonly samples: Int32Array;
  /** Whether the unattacked image is classified correctly. [n] */
  readonly correct: Uint8Array;
  /** Smallest radius of the sweep at which the sample fell, Infinity where none. [n] */
  readonly smallest: Float32Array;
  /**
   * Where a minimum-norm attack was run beside the sweep: `smallest` is then the least of what the two found.
   */
  readonly minimumNorm?: MinimumNormRecord;
}

/** A minimum-norm attack beside a sweep over radii. */
export interface MinimumNormRecord {
  /** Id of the attack. */
  readonly attack: string;
  /** {@link SweepRecord.smallest} as the sweep found it alone. [n] */
  readonly sweepAlone: Float32Array;
}

/**
 * Which images were projected onto the manifold, all of them beside the adversarial examples of one attack:
 *
 * - `adversarial`: these examples; of an attack on codes, the test image moved by dec(z + ζ) − dec(z) where
 *   the manifold is approximate;
 * - `clean`: their originals; `noise`: random noise of the same norm;
 * - `control`: moves that are known to stay on the manifold: along the decoder where it is exact, else to the
 *   nearest held-out image of the class;
 * - `shrunk`: the latter shrunk to the norm of the perturbation.
 */
export type Population = "adversarial" | "clean" | "noise" | "control" | "shrunk";

/** Distances to the manifold of one population of images. */
export interface DistanceRecord extends AttackKey {
  readonly population: Population;
  /** Id of the manifold that measured. */
  readonly ruler: string;
  /** Whether that manifold is the true one. */
  readonly exact: boolean;
  /** Position of each image in the test split. [n] */
  readonly samples: Int32Array;
  /** ‖x̃ − π(x̃)‖₂. [n] */
  readonly distance: Float32Array;
  /** ‖x̃ − x‖₂. [n] */
  readonly perturbation: Float32Array;
  /** ‖π(x̃) − x‖₂. [n] */
  readonly toOriginal: Float32Array;
  /** {@link Projections.residual}, where the ruler has one. [n] */
  readonly residual?: Float32Array;
  /**
   * Share of ‖x̃ − x‖₂ in the tangent space of the manifold at x, the span of the columns of the decoder's
   * Jacobian, in [0, 1]; where the ruler has codes, and not of clean images. [n]
   */
  readonly tangent?: Float32Array;
}

/**
 * Whether on-manifold examples keep their label, checked sample by sample: Definition 1 on an exact manifold,
 * by reconstruction on a learned one.
 */
export interface LabelRecord extends AttackKey {
  /** Whether the manifold is the true one. */
  readonly exact: boolean;
  /** Examples that can be told; those left out are not among them. */
  readonly total: number;
  /** Examples that keep their label. */
  readonly kept: number;
  /** Examples left out, as their unattacked reconstruction is not assigned to their class. */
  readonly leftOut: number;
  /** Largest |image − dec(code)|, where the manifold compares them. */
  readonly largestDifference?: number;
}

/** What a lesson of a learned part left for a reader. */
export interface LessonRecord {
  /** Kind and id of the part, such as `manifold vae-gan`. */
  readonly part: string;
  readonly lesson: string;
  /** Curves over epochs, by name. */
  readonly curves: Readonly<Record<string, readonly number[]>>;
  readonly figures: Readonly<Record<string, number>>;
  /** Images worth a look, by name; absent where there are none. */
  readonly pictures?: Readonly<Record<string, Picture>>;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** All a claim may look at. */
export interface Evidence {
  readonly models: readonly ModelRecord[];
  readonly attacks: readonly AttackRecord[];
  readonly sweeps: readonly SweepRecord[];
  readonly distances: readonly DistanceRecord[];
  readonly labels: readonly LabelRecord[];
  readonly lessons: readonly LessonRecord[];
}
