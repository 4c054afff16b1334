import type { ArtifactRow, ExampleRow, LadderRow, MeanRow, PathRow } from "@disentangle/artifacts";
import type { Evidence, Verdict } from "@disentangle/core";
import type { Plan } from "../run/plan.ts";

/** What came out for one architecture. */
export interface Concluded {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly verdicts: readonly Verdict[];
  readonly means: readonly MeanRow[];
  readonly examples: readonly ExampleRow[];
  readonly ladders: readonly LadderRow[];
  readonly paths: readonly PathRow[];
  readonly artifacts: readonly ArtifactRow[];
}
