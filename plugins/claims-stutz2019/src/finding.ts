import type { Condition, Finding } from "@disentangle/core";
import { bootstrapInterval, hull, type Bootstrap, type Interval } from "@disentangle/evaluation/statistics";

/** What a finding is about. */
export type About = Pick<Finding, "id" | "quantity" | "n" | "condition" | "remark">;

/** A finding with its interval. */
export type MeasuredFinding = Finding & { readonly interval: Interval };

/** How the interval of a bootstrapped quantity is made. */
export interface Judging {
  /** Range of the quantity, which a widened interval must not leave. */
  readonly range?: Interval;
  /** In place of that of the bootstrap. */
  readonly interval?: Interval;
  /**
   * For proportions, their differences and areas in [0, 1]: Wilson's or Newcombe's interval of as many
   * images, which the interval then covers. Where all images fared alike, or nearly, draws hardly differ, and
   * "none seen" must not be taken for "none there".
   */
  readonly covers?: Interval;
  /** Corrected p-value, where the condition asks for one. */
  readonly p?: number;
}

/** A bootstrapped quantity with its 95 % interval, judged by its condition; reported where it has none. */
export function bootstrapped(
  about: About,
  bootstrap: Bootstrap,
  { range = [-Infinity, Infinity], interval: given, covers, p }: Judging = {},
): MeasuredFinding {
  const { estimate } = bootstrap;
  const drawn = given ?? bootstrapInterval(bootstrap);
  const [low, high] = covers === undefined ? drawn : hull(drawn, covers);
  const interval = [Math.max(range[0], low), Math.min(range[1], high)] as const;
  const measured = { estimate, interval, inner: bootstrapInterval(bootstrap, 0.9), ...(p !== undefined && { p }) };
  return { ...about, estimate, interval, outcome: outcomeOf(about.condition, measured) };
}

/** A number judged by its condition; reported where it has none. Without an interval it counts as exact. */
export function exact(about: About, estimate: number, interval?: Interval): Finding {
  const outcome = outcomeOf(about.condition, { estimate, interval: interval ?? [estimate, estimate] });
  return { ...about, estimate, ...(interval && { interval }), outcome };
}

/** A corrected p-value, judged by its condition. */
export function tested(about: About, p: number): Finding {
  return { ...about, estimate: p, outcome: outcomeOf(about.condition, { estimate: p, interval: [p, p], p }) };
}

interface Judged {
  readonly estimate: number;
  readonly interval: Interval;
  readonly inner?: Interval;
  readonly p?: number;
}

function outcomeOf(condition: Condition | undefined, { interval: [lower, upper], ...rest }: Judged): Finding["outcome"] {
  if (condition === undefined) return "reported";
  return condition.holds({ ...rest, lower, upper }) ? "met" : "failed";
}
