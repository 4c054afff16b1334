import type { Axis } from "./panel.ts";

/** An axis of percentages, from 0; to 100 where `whole`, else as far as the values reach. */
export function percentAxis(label: string, values: readonly number[], whole = false): Axis {
  const most = Math.max(1, ...values);
  const upper = whole ? 103 : Math.min(103, most * 1.08);
  return { label: `${label} (%)`, domain: [0, upper] };
}
