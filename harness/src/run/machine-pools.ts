import { createHash } from "node:crypto";
import type { WorkerRequest } from "./executors/messages.ts";
import { processExecutor, type ProcessExecutor } from "./executors/processes.ts";

interface Pool {
  readonly executor: ProcessExecutor;
  running: number;
}

/**
 * Worker processes of a machine that serves several runs: each run has its own, as a process holds the data
 * of one. Those of a run that has nothing to do are ended when another one comes.
 */
export class MachinePools implements AsyncDisposable {
  readonly #slots: number;
  readonly #pools = new Map<string, Pool>();

  /** @param slots tasks at a time, of all runs together */
  constructor(slots: number) {
    this.#slots = slots;
  }

  /** Computes with a process of that request. */
  async with<T>(request: WorkerRequest, act: (executor: ProcessExecutor) => Promise<T>): Promise<T> {
    const name = createHash("sha256").update(JSON.stringify(request)).digest("hex");
    const pool = this.#pools.get(name) ?? { executor: processExecutor(request, this.#slots), running: 0 };
    this.#pools.set(name, pool);
    pool.running++;
    try {
      await this.#endIdle(pool);
      return await act(pool.executor);
    } finally {
      pool.running--;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#pools.values()].map(({ executor }) => executor[Symbol.asyncDispose]()));
  }

  async #endIdle(kept: Pool): Promise<void> {
    for (const [name, pool] of this.#pools) {
      if (pool === kept || pool.running > 0) continue;
      this.#pools.delete(name);
      await pool.executor[Symbol.asyncDispose]();
    }
  }
}
