import type { Finding } from "@disentangle/core";
import { bootstrapInterval, type Bootstrap, wilson } from "@disentangle/evaluation";

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
   * For proportions and areas in [0, 1]: number of images behind them. Where all images fared alike no draw differs and the bootstrap has no
   * width; Wilson's interval of so many trials stands in, so that "none seen" is not taken for "none there".
   */
  readonly trials?: number;
}

/** A bootstrapped quantity with its 95 % interval, judged by the rule. */
export function finding(
  about: { readonly id: string; readonly quantity: string; readonly condition: string; readonly n: number },
  bootstrap: Bootstrap,
  { rule, range = [-Infinity, Infinity], widen = true, trials }: Judging = {},
): Measured {
  const { estimate, draws } = bootstrap;
  const alike = trials !== undefined && draws[0] === draws.at(-1);
  const [low, high] = alike ? wilson(estimate * trials, trials) : bootstrapInterval(bootstrap, 0.95, widen);
  const interval = [Math.max(range[0], low), Math.min(range[1], high)] as const;
  const outcome = rule === undefined ? "reported" : rule(...interval, estimate) ? "met" : "failed";
  return { ...about, estimate, interval, outcome };
}
