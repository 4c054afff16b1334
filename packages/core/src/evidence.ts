import type { SpaceKind } from "./space.ts";

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
  /** Test images. */
  readonly total: number;
  /** Mean training loss of each epoch. */
  readonly losses: readonly number[];
  /** Seconds of training; 0 where it was not recorded. */
  readonly seconds: number;
}

/** Automatic checks of an attack's result, as data. */
export interface Audit {
  /** Largest excess over the radius, in units of the space (at most the stated float tolerance where all is well). */
  readonly normExcess: number;
  /** Largest excess over the box. */
  readonly boxExcess: number;
  /** Rows with NaN or an infinity in the proposed point. */
  readonly notFinite: number;
  /** Failed searches whose gradient was zero at every evaluation. */
  readonly zeroGradients: number;
  /** Searches adversarial at the random start. */
  readonly startSuccess: number;
  readonly progress: Progress;
  /** What deserves a reader's attention, in words. */
  readonly warnings: readonly string[];
}

/**
 * How far iterations took the searches: those on images that are classified correctly, each restart by itself, as the audit's other counts of
 * searches. A transfer attack searches its source.
 */
export interface Progress {
  readonly searches: number;
  /** Those adversarial by the middle of the iterations, the start included. */
  readonly halfway: number;
  /** Those adversarial at the end. */
  readonly end: number;
  /** Those that failed with a loss no lower at the last evaluation than at the first. */
  readonly stalled: number;
}

/** An attack on one model over the first n test images, r restarts each. Arrays of r · n numbers are restart-major. */
export interface AttackRecord {
  readonly cell: Cell;
  readonly attack: string;
  readonly space: SpaceKind;
  /** Radius of the ball, in units of the space. */
  readonly radius: number;
  readonly restarts: number;
  /** Position of each image in the test split. [n] */
  readonly samples: Int32Array;
  /** Whether the unattacked image is classified correctly, by the source of a transfer attack, too. [n] */
  readonly correct: Uint8Array;
  /**
   * Success by re-prediction: 1 yes, 0 no, 2 not attacked because an earlier restart had succeeded. That of a transfer attack is one on its
   * source, too. [r · n]
   */
  readonly success: Uint8Array;
  /** First successful iteration, −1 where none. [r · n] */
  readonly iteration: Int32Array;
  /** Norm of the perturbation in the space of the search, one array [r · n] per norm: L0, L1, L2, L∞. */
  readonly norms: { readonly l0: Float32Array; readonly l1: Float32Array; readonly l2: Float32Array; readonly linf: Float32Array };
  /** L2 norm of the change of the image. [r · n] */
  readonly imageL2: Float32Array;
  /** Gradients evaluated per row. [r · n] */
  readonly gradients: Int32Array;
  /** Smallest radius of the sweep at which the sample fell, Infinity where none. [n]; only where a sweep ran. */
  readonly smallestRadius?: Float32Array;
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
  /** Success on the source: 1 yes, 0 no, 2 not attacked because an earlier restart had succeeded on both. [r · n] */
  readonly sourceSuccess: Uint8Array;
}

/** Which images were projected onto the manifold. */
export type Population = "adversarial" | "clean" | "noise" | "control";

/** Distances to the manifold of one population of images. */
export interface DistanceRecord {
  readonly cell: Cell;
  readonly attack: string;
  readonly space: SpaceKind;
  readonly population: Population;
  readonly manifold: string;
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
}

/** Whether on-manifold examples keep their label by construction (Definition 1), checked sample by sample. */
export interface InvarianceRecord {
  readonly cell: Cell;
  readonly attack: string;
  /** Examples checked. */
  readonly total: number;
  /** Examples with the same factors, a valid code, and an image equal to dec(code). */
  readonly invariant: number;
  /** Largest |image − dec(code)|. */
  readonly largestDifference: number;
}

/** All a claim may look at. */
export interface Evidence {
  readonly models: readonly ModelRecord[];
  readonly attacks: readonly AttackRecord[];
  readonly distances: readonly DistanceRecord[];
  readonly invariances: readonly InvarianceRecord[];
}
