import type { Job } from "bullmq";
import type { Redis } from "ioredis";
import type { Machine } from "./machine.ts";

/** Milliseconds between two reports of one task. */
const REPORT = 1000;

/**
 * Tells the queue how far a task is: the latest, no more often than people can read, until it is disposed of.
 * @internal
 */
export class Reporter implements Disposable {
  readonly #job: Job;
  readonly #redis: Redis;
  readonly #self: Pick<Machine, "worker" | "machine">;
  #latest: { readonly fraction: number; readonly detail?: string } = { fraction: 0 };
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(job: Job, redis: Redis, { worker, machine }: Machine) {
    this.#job = job;
    this.#redis = redis;
    this.#self = { worker, machine };
  }

  tell(fraction: number, detail?: string): void {
    this.#latest = { fraction, ...(detail !== undefined && { detail }) };
    this.#timer ??= setTimeout(() => this.#send(), Math.max(0, this.#last + REPORT - performance.now()));
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    [this.#timer, this.#last] = [undefined, performance.now()];
    // What a server that is away would be told is old when it is back.
    if (this.#redis.status !== "ready") return;
    this.#job.updateProgress({ ...this.#self, ...this.#latest }).catch(() => undefined);
  }
}
