/** Whether a backend works on this machine. */
export type Availability =
  | { readonly works: true; readonly detail: string }
  | { readonly works: false; readonly reason: string; readonly mend: string };

/** What a run records of the backend it computed with. */
export interface BackendInfo {
  /** Name of the TensorFlow.js backend that is now active. */
  readonly name: string;
  /** Versions, threads, adapter, limits: whatever tells one such machine from another. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/**
 * A place where tensors are computed. TensorFlow.js has one global engine: one backend is active per process.
 */
export interface Backend {
  /** Looks whether it would work, without activating it. */
  probe(): Promise<Availability>;
  /**
   * Makes it the active TensorFlow.js backend; throws a {@link Fault} `unavailable` where it does not work.
   */
  activate(): Promise<BackendInfo>;
}
