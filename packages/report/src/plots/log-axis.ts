import type { Axis } from "./panel.ts";

/** A logarithmic axis over those values, with as many of them named as there is room for. */
export function logAxis(label: string, values: readonly number[], format: (value: number) => string): Axis {
  const ascending = [...new Set(values)].toSorted((a, b) => a - b);
  const [first = 1, last = 1] = [ascending[0], ascending.at(-1)];
  const gap = Math.log(last / first) / 6;
  const ticks: number[] = [];
  for (const value of ascending) {
    const before = ticks.at(-1);
    if (before === undefined || Math.log(value / before) >= gap) ticks.push(value);
  }
  // A little air on both sides, so that the first and last marks are not cut.
  const air = Math.max(1.08, (last / first) ** 0.04);
  return { label, log: true, domain: [first / air, last * air], ticks, format };
}
