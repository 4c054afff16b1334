import { formatSize } from "../data/format.ts";
import { logAxis } from "./log-axis.ts";
import type { Axis } from "./panel.ts";

/** The axis of training sizes. */
export function sizeAxis(sizes: readonly number[]): Axis {
  return logAxis("Training images N", sizes, formatSize);
}
