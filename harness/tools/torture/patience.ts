import { readFileSync } from "node:fs";

/** Seconds after which something that should have ended hangs. */
export const PATIENCE = 10;
/** Seconds after which it hangs, however busy the machine is. */
const MOST = 180;

/**
 * Seconds since a moment, without those in which this machine had more to do than it has processors: a busy
 * machine makes no command hang.
 */
export class Stopwatch {
  readonly #began = performance.now();
  readonly #waited = waitedForProcessors();

  get seconds(): number {
    return this.#wall - (waitedForProcessors() - this.#waited);
  }

  /** Whether so much time is over that nobody should wait any longer. */
  isOver(patience: number): boolean {
    return this.seconds > patience || this.#wall > MOST + patience;
  }

  get #wall(): number {
    return (performance.now() - this.#began) / 1000;
  }
}

/** Seconds in which anything here waited for a processor, as Linux counts them; 0 where it does not. */
function waitedForProcessors(): number {
  try {
    const [, microseconds = "0"] = /^some .* total=(\d+)/m.exec(readFileSync("/proc/pressure/cpu", "utf8")) ?? [];
    return Number(microseconds) / 1e6;
  } catch {
    return 0;
  }
}
