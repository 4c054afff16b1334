import type { Tensor, Tensor4D } from "@tensorflow/tfjs";

/** The three spaces an adversarial example can be searched in: pixels (Eq. (1)), latent codes (Eq. (3)), transformations (Eq. (5)). */
export const SPACE_KINDS = ["image", "latent", "transformation"] as const;
/** One of {@link SPACE_KINDS}. */
export type SpaceKind = (typeof SPACE_KINDS)[number];

/**
 * Where an attack searches. It never knows which space it is: it gets an origin, a box and a differentiable `render`.
 */
export interface SearchSpace extends Disposable {
  readonly kind: SpaceKind;
  /** The unperturbed points. [B, ...], any rank. */
  readonly origin: Tensor;
  /** Smallest valid value of each coordinate; shape broadcastable to the origin's. */
  readonly lower: Tensor;
  /** Largest valid value of each coordinate; shape broadcastable to the origin's. */
  readonly upper: Tensor;
  /** Images [B, height, width, channels] in [0, 1] of points shaped as the origin; differentiable in the points. */
  render(points: Tensor): Tensor4D;
  /** The space of these rows alone, in this order; owned by the caller. */
  select(rows: Int32Array): SearchSpace;
}
