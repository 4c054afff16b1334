import type { LabelRecord } from "@disentangle/core";
import * as v from "valibot";
import { attacked, count, described, maybeFinite, row } from "./fields.ts";
import { finite } from "./finite.ts";

/** How many on-manifold examples keep their label. */
export interface LabelRow extends v.InferOutput<typeof labelSchema> {}
/** Schema of {@link LabelRow}. */
export const labelSchema = row(
  "LabelRow",
  "How many on-manifold examples keep their label: by Definition 1 on an exact manifold, by which class reconstructs them best on a learned one.",
  {
    ...attacked,
    exact: described(v.boolean(), "Whether the manifold is the true one."),
    total: described(count, "Examples that can be told."),
    kept: described(count, "Those that keep their label."),
    leftOut: described(count, "Examples that cannot be told, as their unattacked reconstruction is not assigned to their class."),
    largestDifference: described(maybeFinite, "Largest |image − dec(code)|; null where the manifold does not compare them."),
  },
);

/** The row of `result.json` for checked labels. */
export function labelRow({ cell, largestDifference, ...record }: LabelRecord): LabelRow {
  const { architecture, strategy, size, model } = cell;
  return { architecture, strategy, size, model, ...record, largestDifference: finite(largestDifference) };
}
