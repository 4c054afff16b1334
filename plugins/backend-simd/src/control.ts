// The first page of the linear memory, which no tensor uses: what the threads tell each other, and the
// arguments of the job that runs. The ticket and job fields (bytes 16 to 39) belong to assembly/scheduler.ts.

/** Where the control block starts, in bytes. */
export const CONTROL = 1024;
/** Where a kernel's arguments start: 32 whole numbers, then 32 real ones. */
export const ARGUMENTS = 2048;
/** Bytes from the whole numbers to the real ones. */
export const REAL_ARGUMENTS: number = ARGUMENTS + 128;
/** Where the tensors' memory starts. */
export const HEAP_START = 65536;

const word = CONTROL / 4;

/** Positions of the control words in an `Int32Array` over the memory. */
export const WORD: {
  readonly generation: number;
  readonly sleepers: number;
  readonly failed: number;
  readonly waiting: number;
  readonly finished: number;
  readonly count: number;
  readonly grain: number;
  readonly kernel: number;
} = {
  /** Counts jobs; workers sleep on it. */
  generation: word,
  /** How many workers sleep. */
  sleepers: word + 1,
  /** 1 once a kernel threw in some thread. */
  failed: word + 2,
  /** 1 while the main thread sleeps on `finished`. */
  waiting: word + 3,
  finished: word + 6,
  count: word + 7,
  grain: word + 8,
  kernel: word + 9,
};
