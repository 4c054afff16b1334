import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import type { Rows } from "./dataset.ts";
import type { Learned } from "./learned.ts";
import type { Norm } from "./norm.ts";
import type { Random } from "./random.ts";
import type { SearchSpace } from "./space.ts";

/** The projections π(x̃) of images onto a manifold. */
export interface Projections extends Disposable {
  /** ‖x̃ − π(x̃)‖₂ per row. [B] */
  readonly distance: Float32Array;
  /** π(x̃). [B, height, width, channels] */
  readonly images: Tensor4D;
  /** The codes of π(x̃), where the manifold has codes. [B, D] */
  readonly codes?: Tensor2D;
  /** Another distance worth reporting beside, such as that to a subspace centred elsewhere. [B] */
  readonly residual?: Float32Array;
}

/**
 * The set of images a dataset is drawn from, exact or approximated. A manifold measures; some also have
 * codes.
 */
export interface Manifold extends Disposable {
  readonly id: string;
  /** Whether it is the true manifold rather than an approximation. */
  readonly exact: boolean;
  /**
   * Projects images [B, ...] onto the manifold; row i belongs to row i of `rows`, whose class (and font) it
   * keeps. The search must not start from the code of the image it projects.
   *
   * @param classes class of each row to project onto instead of its own, where the manifold has one part per
   * class. [B]
   */
  project(images: Tensor4D, rows: Rows, random: Random, signal: AbortSignal, classes?: Int32Array): Promise<Projections>;
  /** Its latent codes; absent where it has none (nearest neighbours). */
  readonly codes?: Codes;
}

/** A manifold to be learned, with what is known of it before: what a run plans by. */
export interface LearnedManifold extends Learned<Manifold> {
  /** Whether it will be the true manifold; a learned one rarely is. */
  readonly exact: boolean;
  /** What is known of its codes; absent where it will have none. */
  readonly codes?: KnownOfCodes;
}

/** What is known of codes before they are learned. */
export type KnownOfCodes = Pick<Codes, "size" | "radius" | "tellsLabels">;

/** Latent codes of a manifold, and the decoder that renders them. */
export interface Codes {
  /** Numbers per code, D. */
  readonly size: number;
  /** The known codes of examples, or their posterior means. [B, D]; the caller disposes of it. */
  encode(rows: Rows): Tensor2D;
  /**
   * Codes as a search space, under the box of the rows' split and the decoder of each row's class. The caller
   * disposes of it.
   */
  space(rows: Rows): SearchSpace;
  /**
   * False where {@link keepsLabel} can tell of no row, as one decoder serves all classes; absent where it
   * can.
   */
  readonly tellsLabels?: false;
  /**
   * Whether on-manifold examples keep the label of their rows: by Definition 1 of the paper on an exact
   * manifold (2b), by which class reconstructs them best on a learned one (2b').
   *
   * @param points codes [B, D]
   * @param images what the attack rendered them to. [B, height, width, channels]
   */
  keepsLabel(points: Tensor2D, images: Tensor4D, rows: Rows, signal: AbortSignal): Promise<LabelCheck>;
  /**
   * Default radius of the ball around codes under that norm, where it is not the norm's own (η = 0.1 of
   * class-agnostic VAE-GANs).
   */
  radius?(norm: Norm): number | undefined;
  /**
   * Rows whose success counts, 1 or 0, where not all do: the released evaluation counts codes inside ±2
   * alone. [B]
   */
  counts?(rows: Rows): Uint8Array;
}

/** What {@link Codes.keepsLabel} found. */
export interface LabelCheck {
  /** 1 where the label is kept, 0 where not, 2 where it cannot be told and the row is left out. [B] */
  readonly kept: Uint8Array;
  /** Largest |image − dec(code)|, where the manifold compares them. */
  readonly largestDifference?: number;
}
