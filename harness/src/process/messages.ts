/** Signals that ask a command to stop. */
export const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What the process of a command tells the one that looks after it, as its last act. */
export interface FromCommand {
  readonly status: number;
}

/** What it is told. */
export interface ToCommand {
  /** The signal that asked for it. */
  readonly stop: (typeof STOPS)[number];
}
