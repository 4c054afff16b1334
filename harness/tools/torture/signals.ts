import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { EXIT } from "../../src/process/exit.ts";
import { oneOf, type Arena } from "./arena.ts";
import { ALONE, BASE_SECONDS, COMPLETE, wrongResult } from "./base-run.ts";
import { wrongsOf } from "./judge.ts";
import { endGroup, start } from "./real.ts";

/**
 * Signals that ask a command to stop, those that mean nothing to it, and those that a person ends it with.
 */
const ASKS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const NOTHING: readonly NodeJS.Signals[] = ["SIGPIPE", "SIGWINCH", "SIGCHLD", "SIGURG"];
const ENDS: readonly NodeJS.Signals[] = ["SIGQUIT", "SIGABRT", "SIGALRM", "SIGUSR2"];

/** Signals at random moments: a run stops within seconds with 130, and goes on when it is started again. */
export async function signal({ place, findings, random, resident, expected, isOver }: Arena, count: number): Promise<void> {
  for (let round = 0; round < count && !isOver(); round++) {
    const out = join(place.fresh("signalled"), "run");
    const run = start([...ALONE, "--out", out], { place, seconds: BASE_SECONDS });
    const name = oneOf(random, [...ASKS, ...ASKS, ...NOTHING, ...ENDS]);
    const [toAll, twice] = [random.integer(3) === 0, random.integer(3) === 0];
    const deed = `${name}${toAll ? " to all its processes" : ""}${twice ? " twice" : ""}`;
    // Once it is under way: before, nobody hears signals yet, and Node ends by them.
    await Promise.race([new Promise((heard) => run.child.stderr?.once("data", heard)), run.ended]);
    await pause(random.integer(3000));
    if (!NOTHING.includes(name)) run.begin(0);
    for (let time = 0; time < (twice ? 2 : 1); time++) {
      if (run.child.exitCode === null && run.child.signalCode === null) send(run.child, toAll, name);
      await pause(random.integer(500));
    }
    const ended = await run.ended;
    const statuses = ASKS.includes(name)
      ? [EXIT.interrupted, COMPLETE]
      : NOTHING.includes(name)
        ? [COMPLETE]
        : [null, EXIT.failed, COMPLETE];
    const wrongs = wrongsOf(ended, new Set(statuses));
    endGroup(run.child);
    const again = await resident.run([...ALONE, "--out", out], BASE_SECONDS);
    wrongs.push(...wrongsOf(again, new Set([COMPLETE])).map((wrong) => `started again, ${wrong}`), ...(await wrongResult(out, expected)));
    findings.judge("signals", deed, [...wrongs, ...place.touched()]);
  }
}

function send({ pid }: ChildProcess, toAll: boolean, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(toAll ? -pid : pid, name);
  } catch {
    // It has just ended.
  }
}
