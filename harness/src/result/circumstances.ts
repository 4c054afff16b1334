import type { TaskTime } from "@disentangle/artifacts";
import type { Claim } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";

/** What a result needs besides the evidence. */
export interface Circumstances {
  readonly bench: Workbench;
  /** Every claim known, also those not asked for. */
  readonly known: readonly Claim[];
  readonly command: string;
  readonly started: Date;
  readonly times: readonly TaskTime[];
  readonly warnings: readonly string[];
  /** Worker processes; 0 where there were none. */
  readonly workers: number;
  /** Labels of the attacked test images. */
  readonly testLabels: readonly number[];
}
