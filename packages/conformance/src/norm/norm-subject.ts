import type { Norm } from "@disentangle/core";

/** A norm under test. */
export interface NormSubject {
  readonly norm: Norm;
}
