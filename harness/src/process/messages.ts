/** Signals that ask a command to stop. */
export const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Seconds that a command may take to come to the end of its step when it is asked to stop, or through. */
export const PATIENCE = 8;

/** What the process of a command tells the one that looks after it, as its last act. */
export interface FromCommand {
  readonly status: number;
}

/** What it is told. */
export interface ToCommand {
  /** The signal that asked for it. */
  readonly stop: (typeof STOPS)[number];
}
