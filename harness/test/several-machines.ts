import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { afterEach, beforeAll } from "vitest";
import { EXIT } from "../src/process/exit.ts";
import { folder, run, start, TINY, type CommandOptions, type Finished } from "./command.ts";

/** Options of the run that the machines share. */
export const GRID: readonly string[] = [...TINY, "--claims", "1,2"];

/** All of a result but its times, as text; and the paths of artifacts, which are those of the store. */
export async function textOf(out: string): Promise<string> {
  const { timing: _times, artifacts: _paths, ...rest } = await readResult(join(out, "result.json"));
  return JSON.stringify(rest);
}

/** The same run in one process, to compare with; the folder of its result. */
async function aloneRun(): Promise<string> {
  const out = join(folder(), "run");
  const { status, stderr } = await run([...GRID, "--workers", "0", "--threads", "1", "--out", out]);
  if (status !== EXIT.inconclusive) throw new Error(stderr);
  return out;
}

/** Machines for the tests of a suite, stopped after each, and the run in one process to compare with. */
export function useMachines(): { readonly machines: Machines; readonly alone: () => string } {
  const machines = new Machines();
  let alone = "";
  afterEach(() => machines.stop());
  beforeAll(async () => {
    alone = await aloneRun();
  }, 600_000);
  return { machines, alone: () => alone };
}

/** Machines that serve a queue, each a process here. */
class Machines {
  readonly started: { readonly process: ChildProcess; readonly finished: Promise<Finished> }[] = [];

  /** Starts one, with a worker of its own and a short lease. */
  work(queue: string, name: string, store: string, more: readonly string[] = [], options: CommandOptions = {}): ChildProcess {
    const args = ["work", "--queue", queue, "--store", store, "--workers", "1", "--lease", "4", "--name", name, ...more];
    const one = start(args, options);
    this.started.push(one);
    return one.process;
  }

  async stop(): Promise<void> {
    for (const { process: child } of this.started) child.kill("SIGKILL");
    await Promise.all(this.started.splice(0).map(({ finished }) => finished));
  }
}
