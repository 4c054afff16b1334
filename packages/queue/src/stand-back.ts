import { createHash } from "node:crypto";
import type { Job, Queue } from "bullmq";
import { machinesOf } from "./machines-of.ts";
import { readMessage } from "./message.ts";

/** Milliseconds for which a machine leaves a task that failed on it to others. */
const PATIENCE = 60_000;

/**
 * Which tasks a worker leaves to others: those that failed on it, for some time, and those of a request that
 * it refuses. @internal
 */
export class StandBack {
  readonly #worker: string;
  /** Why requests are refused, by their hash. */
  readonly #refused = new Map<string, string>();
  readonly #since = new Map<string, number>();

  constructor(worker: string) {
    this.#worker = worker;
  }

  /** Notes that the request of a job is refused. */
  refuse(job: Job, why: string): void {
    this.#refused.set(requestOf(job), why);
  }

  /** Why the request of a job is refused; undefined where it is not, or not yet. */
  refusalOf(job: Job): string | undefined {
    return this.#refused.get(requestOf(job));
  }

  /** Whether a job failed here and there is another machine that may try it. */
  async leaves(job: Job, queue: Queue): Promise<boolean> {
    const id = job.id ?? "";
    const failed = failedOn(job);
    if (!failed.has(this.#worker)) return false;
    const since = this.#since.get(id) ?? performance.now();
    this.#since.set(id, since);
    if (performance.now() - since > PATIENCE) return false;
    const machines = (await machinesOf(queue)) ?? [];
    return machines.some(({ worker }) => !failed.has(worker));
  }
}

function requestOf({ data }: Job): string {
  const { request } = (data ?? {}) as { readonly request?: unknown };
  return createHash("sha256")
    .update(JSON.stringify(request ?? null))
    .digest("hex");
}

function failedOn({ data }: Job): ReadonlySet<string> {
  try {
    return new Set(readMessage(data).failures.map(({ worker }) => worker));
  } catch {
    return new Set();
  }
}
