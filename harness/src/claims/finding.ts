import type { Finding } from "@disentangle/core";
import { bootstrapInterval, hull, type Bootstrap, type Interval } from "@disentangle/evaluation";

/** A finding with its interval. */
export type Measured = Finding & { readonly interval: readonly [lower: number, upper: number] };

/** How a bootstrapped quantity is judged. */
export interface Judging {
  /** The condition; absent where the quantity is only reported. */
  readonly rule?: (lower: number, upper: number, estimate: number) => boolean;
  /** Range of the quantity, which a widened interval must not leave. */
  readonly range?: readonly [number, number];
  /** Whether the interval is widened for few models, default true. */
  readonly widen?: boolean;
  /**
   * For proportions, their differences and areas in [0, 1]: Wilson's or Newcombe's interval of as many images, which the interval then covers.
   * Where all images fared alike, or nearly, draws hardly differ, and "none seen" must not be taken for "none there".
   */
  readonly covers?: Interval;
}

/** A bootstrapped quantity with its 95 % interval, judged by the rule. */
export function finding(
  about: { readonly id: string; readonly quantity: string; readonly condition: string; readonly n: number },
  bootstrap: Bootstrap,
  { rule, range = [-Infinity, Infinity], widen = true, covers }: Judging = {},
): Measured {
  const { estimate } = bootstrap;
  const drawn = bootstrapInterval(bootstrap, 0.95, widen);
  const [low, high] = covers === undefined ? drawn : hull(drawn, covers);
  const interval = [Math.max(range[0], low), Math.min(range[1], high)] as const;
  const outcome = rule === undefined ? "reported" : rule(...interval, estimate) ? "met" : "failed";
  return { ...about, estimate, interval, outcome };
}
