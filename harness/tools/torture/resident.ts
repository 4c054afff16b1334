import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Ended } from "./judge.ts";
import { PATIENCE, Stopwatch } from "./patience.ts";
import type { Place } from "./place.ts";

/** A command line to run. */
export interface ToResident {
  readonly args: readonly string[];
}

/** How it ended. */
export interface FromResident {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Command lines after which a process is replaced, so that what it piles up does not count. */
const ROUNDS = 100;

/** Runs command lines in a process that stays, and starts another where one is gone or hangs. */
export class Resident implements Disposable {
  readonly #place: Place;
  #process: ChildProcess | undefined;
  #rounds = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Runs a command line. @param seconds that it may take, besides the patience with everything */
  async run(args: readonly string[], seconds = 0): Promise<Ended> {
    if (this.#rounds++ % ROUNDS === 0) this[Symbol.dispose]();
    const isNew = this.#process === undefined;
    const child = (this.#process ??= this.#start());
    const watch = new Stopwatch();
    // A new one loads the program first.
    const limit = seconds + PATIENCE + (isNew ? PATIENCE : 0);
    const ended = await new Promise<Ended>((resolve) => {
      const look = setInterval(() => {
        if (watch.isOver(limit)) settle({ status: null, stdout: "", stderr: "", hung: true });
      }, 100);
      const settle = (result: Ended): void => {
        clearInterval(look);
        child.off("message", hear).off("exit", gone);
        resolve(result);
      };
      const hear = (message: FromResident): void => settle({ ...message, hung: false });
      const gone = (status: number | null): void => settle({ status, stdout: "", stderr: "the process that ran it is gone", hung: false });
      child.on("message", hear).on("exit", gone);
      child.send({ args } satisfies ToResident, () => undefined);
    });
    if (ended.hung || child.exitCode !== null || child.signalCode !== null) this[Symbol.dispose]();
    return ended;
  }

  #start(): ChildProcess {
    const module = fileURLToPath(new URL("./resident-process.ts", import.meta.url));
    return fork(module, [], {
      cwd: this.#place.work,
      env: this.#place.env,
      execArgv: ["--conditions=@disentangle/source"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
  }

  [Symbol.dispose](): void {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }
}
