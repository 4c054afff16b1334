import { formatSize } from "../data/format.ts";
import type { Axis } from "./panel.ts";

/** The logarithmic axis of training sizes, with as many of them named as there is room for. */
export function sizeAxis(sizes: readonly number[]): Axis {
  const ascending = [...new Set(sizes)].toSorted((a, b) => a - b);
  const [first = 1, last = 1] = [ascending[0], ascending.at(-1)];
  const gap = Math.log(last / first) / 6;
  const ticks: number[] = [];
  for (const size of ascending) {
    const before = ticks.at(-1);
    if (before === undefined || Math.log(size / before) >= gap) ticks.push(size);
  }
  // A little air on both sides, so that the first and last marks are not cut.
  const air = Math.max(1.08, (last / first) ** 0.04);
  return { label: "Training images N", log: true, domain: [first / air, last * air], ticks, format: formatSize };
}
