import type { Attack, Backend } from "@disentangle/core";

/** A backend to be held against TensorFlow.js's own `cpu`. */
export interface AgreementSubject {
  readonly backend: Backend;
  /**
   * Whole attacks to compare, on small images: a handful of iterations suffices. Make them anew for each
   * call.
   */
  readonly attacks: readonly Attack[];
  /** Tolerances of computations this backend is known to round more coarsely, by name. */
  readonly tolerances?: Readonly<Record<string, number>>;
}
