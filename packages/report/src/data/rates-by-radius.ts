import type { SweepRow } from "@disentangle/artifacts";
import { mean } from "./mean.ts";

/** Success at one radius of a sweep; null where no model was swept there. */
export interface RadiusRate {
  readonly radius: number;
  readonly rate: number | null;
}

/** Success rate by radius, ascending, as the mean over the sweeps of several models. */
export function ratesByRadius(sweeps: readonly SweepRow[]): readonly RadiusRate[] {
  return (sweeps[0]?.points ?? []).map(({ radius }, at) => ({ radius, rate: mean(sweeps.map(({ points }) => points[at]?.rate ?? null)) }));
}
