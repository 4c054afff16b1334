import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import type { Norm } from "./norm.ts";
import type { Random } from "./random.ts";
import type { SearchSpace } from "./space.ts";

/** When an example counts as adversarial. */
export interface Criterion {
  readonly id: string;
  /**
   * Whether the reference class is to be left (untargeted: it is the true class) or reached (targeted: it is
   * the target).
   */
  readonly aim: "leave" | "reach";
  /** Logits [B, classes] and reference classes [B] int32 to flags [B] bool. */
  met(logits: Tensor2D, labels: Tensor1D): Tensor1D;
}

/** What an attack minimises. */
export interface Objective {
  readonly id: string;
  /**
   * Loss per sample [B] of logits [B, classes] and reference classes [B] int32; samples must not interact.
   * Differentiable in the logits.
   *
   * @param targets the class that an attack means each row to become while it leaves its reference class;
   * given by attacks that take one after the other. [B] int32
   */
  loss(logits: Tensor2D, labels: Tensor1D, targets?: Tensor1D): Tensor1D;
}

/**
 * What an attack is asked to solve: move every point, inside ball and box, so that its image meets the
 * criterion.
 */
export interface Problem {
  /** Logits of a frozen classifier; differentiable in the images. */
  readonly classify: (images: Tensor4D) => Tensor2D;
  readonly space: SearchSpace;
  /** Reference class per row: the true class, or the target of a targeted criterion. [B] */
  readonly labels: Int32Array;
  /**
   * Identity of each row. Randomness is forked per sample, so neither order nor size of a batch changes a
   * result. [B]
   */
  readonly samples: Int32Array;
  /** Radius of each row's ball, in units of the space. [B] */
  readonly radius: Float32Array;
  readonly criterion: Criterion;
  readonly objective: Objective;
  /**
   * Logits of another classifier, for attacks that {@link Attack.usesSource use a source}; differentiable in
   * the images.
   */
  readonly source?: (images: Tensor4D) => Tensor2D;
}

/**
 * What an attack proposes; the evaluator clips, renders and re-classifies, and that alone decides success.
 */
export interface Proposal extends Disposable {
  /**
   * Proposed points, shaped as the origin. Rows without success hold the last iterate, or the best where the
   * attack keeps it.
   */
  readonly points: Tensor;
  /** Iteration at which the criterion was first seen to be met (0 is the start), −1 where never. [B] */
  readonly iterations: Int32Array;
  /** Number of gradients evaluated per row. [B] */
  readonly gradients: Int32Array;
  /** Number of forward passes evaluated per row, those of the gradients included. [B] */
  readonly forwards: Int32Array;
  /** Number of gradient evaluations per row in which the whole gradient was zero. [B] */
  readonly zeroGradients: Int32Array;
  /**
   * Whether the loss was no lower at the last evaluation than at the first, 1 or 0; absent where it was not
   * compared. [B]
   */
  readonly stalled?: Uint8Array;
  /**
   * How the classifier fared that was searched in place of the one under test; absent where that was the one.
   */
  readonly source?: SourceOutcome;
  /** Which of several attacks found what is proposed; absent where there was one. */
  readonly parts?: PartsOutcome;
}

/** What the parts of a composed attack found, each given the rows that those before it had left. */
export interface PartsOutcome {
  /** In the order in which they ran. */
  readonly names: readonly string[];
  /** Which of them found the proposed point, −1 where none did. [B] */
  readonly found: Int32Array;
}

/**
 * How the source classifier of a transfer attack fared; 1 or 0 each. The iterations and counts of the
 * proposal are those on it.
 */
export interface SourceOutcome {
  /**
   * Whether the unattacked row does not meet the criterion: for an untargeted one, whether it is classified
   * correctly. [B]
   */
  readonly correct: Uint8Array;
  /** Whether the proposed point meets the criterion, by classifying it again. [B] */
  readonly success: Uint8Array;
}

/** A way to search a space. */
export interface Attack {
  readonly id: string;
  /** Norm of the ball; minimum-norm attacks name the norm they minimise. */
  readonly norm: Norm;
  /**
   * Whether points stay in the ball by construction. A minimum-norm attack may leave it, and then fails where
   * the radius is exceeded.
   */
  readonly bounded: boolean;
  /**
   * Whether it attacks another classifier in place of the one under test, as transfer attacks do: {@link
   * Problem.source} is then given.
   */
  readonly usesSource?: boolean;
  /**
   * A minimum-norm attack, not bounded by the radius, in the same norm, for attacks too dear to be run at one
   * radius after the other: a search for the smallest radius at which an image falls runs it once instead.
   */
  readonly minimumNorm?: Attack;
  /**
   * Searches; does not write to its inputs; frees all it makes but the proposal. Throws a {@link Fault}
   * `aborted` within one iteration of the signal.
   */
  perturb(problem: Problem, random: Random, signal: AbortSignal): Promise<Proposal>;
}
