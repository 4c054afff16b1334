import type { Artifact, Store } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { kindOf } from "./kinds/index.ts";
import type { Results, Task } from "./task.ts";

/** Large results kept in memory. */
const LARGE = 2;

/** Results of finished tasks, read from the store and remembered; of large ones only the latest. */
export class FinishedResults implements Results {
  readonly #store: Pick<Store, "read">;
  readonly #results = new Map<string, unknown>();
  /** Keys of large results in memory, oldest first. */
  readonly #large: string[] = [];

  constructor(store: Pick<Store, "read">) {
    this.#store = store;
  }

  async read<R>(task: Task): Promise<R> {
    const known = this.#results.get(task.key);
    if (known !== undefined) return known as R;
    const kind = kindOf(task);
    const result = kind.decode(task, await this.artifact(task));
    this.#results.set(task.key, result);
    if (kind.large === true) {
      this.#large.push(task.key);
      if (this.#large.length > LARGE) this.#results.delete(this.#large.shift() as string);
    }
    return result as R;
  }

  async artifact(task: Task): Promise<Artifact> {
    const artifact = await this.#store.read(task.key);
    if (artifact !== undefined) return artifact;
    throw new Fault("bad-data", `The result of "${task.label}" is gone from the store.`, {
      value: task.key,
      mend: "Start the run again; it is computed anew.",
    });
  }
}
