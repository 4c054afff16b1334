import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import type { Examples } from "./dataset.ts";
import type { Random } from "./random.ts";
import type { SearchSpace } from "./space.ts";

/** The projections π(x̃) of images onto a manifold. */
export interface Projections extends Disposable {
  /** ‖x̃ − π(x̃)‖₂ per row. [B] */
  readonly distance: Float32Array;
  /** π(x̃). [B, height, width, channels] */
  readonly images: Tensor4D;
  /** The codes of π(x̃), where the manifold has a decoder. [B, D] */
  readonly codes?: Tensor2D;
}

/** The set of images a dataset is drawn from, exact or approximated. */
export interface Manifold extends Disposable {
  readonly id: string;
  /** Whether it is the true manifold rather than an approximation. */
  readonly exact: boolean;
  /**
   * Projects images [B, ...] onto the manifold; row i belongs to row i of the examples, whose class (and font) it keeps.
   * The search must not start from the code of the image it projects.
   */
  project(images: Tensor4D, examples: Examples, random: Random, signal: AbortSignal): Promise<Projections>;
  /** The latent codes of the examples as a search space; absent where there is no decoder. The caller disposes of it. */
  space?(examples: Examples): SearchSpace;
}
