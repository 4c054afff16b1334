import { availableParallelism, freemem } from "node:os";
import type { OpenedRun } from "./open-run.ts";

/**
 * Networks up to so many times as dear as the standard one gain more from a second process than from a second
 * thread.
 */
const SMALL = 6;
/** Seconds of work below which starting processes is not worth the while. */
const WORTHWHILE = 40;
/** Bytes of memory that a worker may come to need. */
const MEMORY = 1e9;

/**
 * Worker processes of a run: as asked for, or one per core where the backend is `simd`, no number of threads
 * was asked for, every network is small, there is enough to do, and memory allows it; else 0, which is this
 * process with all its threads.
 */
export function chooseWorkers({ settings, bench, tasks }: Pick<OpenedRun, "settings" | "bench" | "tasks">): number {
  if (settings.workers !== undefined) return settings.workers;
  const small = [...bench.architectures.values()].every(({ relativeCost }) => relativeCost <= SMALL);
  const work = tasks.reduce((sum, { cost }) => sum + cost, 0);
  if (bench.backend.identity.id !== "simd" || settings.threads !== undefined || !small || work < WORTHWHILE) return 0;
  const workers = Math.min(availableParallelism(), Math.floor(freemem() / MEMORY));
  return workers > 1 ? workers : 0;
}
