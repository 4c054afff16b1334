import type { Attack } from "@disentangle/core";

/** An attack to be held to its contract. */
export interface AttackSubject {
  /** The attack with few iterations (about ten): for laws that hold however hard it tries. */
  readonly quick: () => Attack | Promise<Attack>;
  /**
   * The attack set strongly enough to solve tiny linear problems, where points must move by up to 0.5: for
   * instance 300 iterations of learning rate 0.02. Absent where it cannot, as a random search.
   */
  readonly strong?: () => Attack | Promise<Attack>;
  /**
   * Factor over the optimum at which the strong attack must have succeeded: default 1.01, for minimum-norm
   * attacks 1.05.
   */
  readonly tightness?: number;
  /**
   * How many classes the linear problems have at most, 2 to 10: default 10. Fewer for attacks that keep to
   * the boundary with the class that they happened to start in, as decision-based ones do.
   */
  readonly classes?: number;
}
