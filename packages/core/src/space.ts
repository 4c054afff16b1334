import type { Tensor, Tensor4D } from "@tensorflow/tfjs";

/**
 * The kinds of spaces that are searched: pixels (Eq. (1)), latent codes (Eq. (3)), transformations (Eq. (5)).
 */
export const SPACE_KINDS = ["image", "latent", "transformation"] as const;
/** One of {@link SPACE_KINDS}. */
export type SpaceKind = (typeof SPACE_KINDS)[number];

/**
 * A space by name. A latent space belongs to a manifold and is named for it: `latent/fonts`,
 * `latent/vae-gan`. One run may search several of them.
 */
export type SpaceName = "image" | "transformation" | `latent/${string}`;

/** The name of the space of a manifold's codes. */
export function latentSpaceName(manifold: string): `latent/${string}` {
  return `latent/${manifold}`;
}

/** The manifold whose codes a space holds; undefined for images and transformations. */
export function manifoldOf(space: SpaceName): string | undefined {
  return space.startsWith("latent/") ? space.slice("latent/".length) : undefined;
}

/** What kind of space a name stands for. */
export function spaceKind(space: SpaceName): SpaceKind {
  return space === "image" || space === "transformation" ? space : "latent";
}

/** Whether a text is the name of a space. */
export function isSpaceName(text: string): text is SpaceName {
  return text === "image" || text === "transformation" || /^latent\/[a-z0-9][a-z0-9-]*$/.test(text);
}

/**
 * Where an attack searches. It never knows which space it is: it gets an origin, a box and a differentiable
 * `render`.
 */
export interface SearchSpace extends Disposable {
  readonly name: SpaceName;
  /** The unperturbed points. [B, ...], any rank. */
  readonly origin: Tensor;
  /** Smallest valid value of each coordinate; shape broadcastable to the origin's. */
  readonly lower: Tensor;
  /** Largest valid value of each coordinate; shape broadcastable to the origin's. */
  readonly upper: Tensor;
  /**
   * Images [B, height, width, channels] in [0, 1] of points shaped as the origin; differentiable in the
   * points.
   */
  render(points: Tensor): Tensor4D;
  /** The space of these rows alone, in this order; owned by the caller. */
  select(rows: Int32Array): SearchSpace;
}
