import type { Manifold, Rows } from "@disentangle/core";

/** What the laws of manifolds are checked on. */
export interface ManifoldSubject {
  /** A manifold; the laws dispose of it. */
  readonly manifold: () => Promise<Manifold>;
  /** That many examples of the dataset the manifold belongs to, always the same; the laws dispose of them. */
  readonly examples: (count: number) => Promise<Rows>;
  /**
   * Distance at which an image counts as lying on the manifold: the accuracy the manifold states for itself.
   */
  readonly tolerance: number;
  /** Number of examples that every law projects. Default 6. */
  readonly count?: number;
}
