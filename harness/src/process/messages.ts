/** Signals that ask a command to stop. */
export const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What the process of a command tells the one that looks after it: that it is through, or that it will stop. */
export type FromCommand = { readonly status: number } | { readonly stopping: true };

/** What it is told. */
export interface ToCommand {
  /** The signal that asked for it. */
  readonly stop: (typeof STOPS)[number];
}
