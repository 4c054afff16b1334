import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "@disentangle/core";
import { EXIT } from "../../src/process/exit.ts";
import { oneOf, type Arena } from "./arena.ts";
import { BASE, BASE_SECONDS, COMPLETE, wrongResult } from "./base-run.ts";
import { wrongsOf } from "./judge.ts";
import { PATIENCE, Stopwatch } from "./patience.ts";
import { childrenOf, endGroup, start, type Real } from "./real.ts";

const KIND = "kills";
/** Who is killed: all processes of a run, the one that watches, or those that work. */
const VICTIMS = ["all", "watcher", "workers"] as const;

/**
 * Kills a run at a random moment and starts it again, until it gets through: its result is that of an
 * undisturbed one, and no process outlives it.
 */
export async function kill(arena: Arena, count: number): Promise<void> {
  const { place, findings, random, expected, isOver } = arena;
  let killed = 0;
  while (killed < count && !isOver()) {
    const folder = place.fresh("killed");
    const out = join(folder, "run");
    for (let through = false; !through;) {
      const workers = random.integer(6) === 0 ? "2" : "0";
      const run = start([...BASE, "--workers", workers, "--out", out], { place, seconds: BASE_SECONDS });
      const victim = oneOf(random, VICTIMS);
      const spared = killed >= count || isOver();
      const deed = spared ? undefined : killLater(run, victim, folder, random);
      const ended = await run.ended;
      const family = deed?.stop();
      through = family === undefined;
      const wrongs = through ? wrongsOf(ended, new Set([COMPLETE])) : [...(await outlived(family ?? [])), ...place.touched()];
      if (victim === "workers" && !through) wrongs.push(...wrongsOf(ended, new Set([EXIT.failed, COMPLETE])));
      if (through) wrongs.push(...(await wrongResult(out, expected)));
      else killed++;
      findings.judge(through ? "runs that were killed and got through" : KIND, `killing ${victim}, ${workers} workers`, wrongs);
      endGroup(run.child);
    }
  }
}

/** A kill that waits for its moment. */
interface Deed {
  /** Calls it off; answers with all processes of the run where it was done. */
  readonly stop: () => readonly number[] | undefined;
}

/** Kills in the midst of the n-th change of a file, or after a random while. */
function killLater({ child }: Real, victim: (typeof VICTIMS)[number], folder: string, random: Random): Deed {
  let family: readonly number[] | undefined;
  let left = 1 + random.integer(25);
  const delay = random.integer(3);
  const act = (): void => {
    if (family !== undefined || child.pid === undefined || child.exitCode !== null) return;
    const workers = descendants(child.pid);
    family = [child.pid, ...workers];
    if (victim === "all") endGroup(child);
    else for (const pid of victim === "watcher" ? [child.pid] : workers) end(pid);
  };
  const byTime = random.integer(4) === 0;
  const timer = byTime ? setTimeout(act, random.integer(4000)) : undefined;
  const watcher = byTime ? undefined : watch(folder, { recursive: true }, () => --left === 0 && setTimeout(act, delay));
  watcher?.on("error", () => undefined);
  return {
    stop: () => {
      clearTimeout(timer);
      watcher?.close();
      return family;
    },
  };
}

function descendants(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((one) => [one, ...descendants(one)]);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

async function outlived(family: readonly number[]): Promise<string[]> {
  const watch = new Stopwatch();
  while (family.some(isThere)) {
    if (watch.isOver(PATIENCE)) return ["processes of the run go on after it was killed"];
    await pause(100);
  }
  return [];
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
