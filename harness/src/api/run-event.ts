/** How far a run is. */
export interface Standing {
  /** Tasks that are finished, and all of them. */
  readonly done: number;
  readonly total: number;
  /** Seconds left, as estimated; absent where they are not. */
  readonly secondsLeft?: number;
}

/** What a run tells while it works. Tasks go by their label, such as `train cnn normal N=250 #1`. */
export type RunEvent = Standing &
  (
    | {
        /** The run is planned, and begins. */
        readonly type: "opened";
        /** What it is and computes with, in words. */
        readonly headline: string;
        /** Where its results go. */
        readonly folder: string;
        /** Worker processes; 0 where this process computes. */
        readonly workers: number;
      }
    /** Something a reader should know, such as what stepped aside. */
    | { readonly type: "note"; readonly text: string }
    | { readonly type: "task-started"; readonly label: string }
    /**
     * `fraction` in [0, 1]; `detail` such as `epoch 3/20, loss 0.412`; `machine` where a queue has it
     * computed.
     */
    | {
        readonly type: "task-advanced";
        readonly label: string;
        readonly fraction: number;
        readonly detail?: string;
        readonly machine?: string;
      }
    /** `cached`: found finished, by an earlier run. */
    | {
        readonly type: "task-finished";
        readonly label: string;
        readonly seconds: number;
        readonly cached: boolean;
        readonly detail?: string;
        /** Where a queue had it computed. */
        readonly machine?: string;
      }
  );

/** Tells whoever listens. */
export type Emit = (event: RunEvent) => void;
