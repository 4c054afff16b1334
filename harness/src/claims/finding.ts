import type { Finding } from "@disentangle/core";
import { bootstrapInterval, type Bootstrap } from "@disentangle/evaluation";

/** A bootstrapped quantity that is judged by its 95 % interval, or only reported where there is no rule. */
export function finding(
  about: { readonly id: string; readonly quantity: string; readonly condition: string; readonly n: number },
  bootstrap: Bootstrap,
  rule?: (lower: number, upper: number, estimate: number) => boolean,
  /** Range of the quantity, which widening must not leave. */
  range: readonly [number, number] = [-Infinity, Infinity],
): Finding & { readonly interval: readonly [number, number] } {
  const [low, high] = bootstrapInterval(bootstrap);
  const interval = [Math.max(range[0], low), Math.min(range[1], high)] as const;
  const outcome = rule === undefined ? "reported" : rule(...interval, bootstrap.estimate) ? "met" : "failed";
  return { ...about, estimate: bootstrap.estimate, interval, outcome };
}
