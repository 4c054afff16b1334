// Kills workers and coordinator of a run at random, again and again, and compares the result with that of one
// process:
//   node --conditions=@disentangle/source harness/tools/soak.ts 50
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readResult } from "@disentangle/artifacts";
import { Random } from "@disentangle/core";
import { EXIT } from "../src/process/exit.ts";
import { TestRedis } from "../../packages/queue/test/redis.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const WORKERS = ["one", "two", "three"];

/** What a soak does. */
export interface Soak {
  readonly kills: number;
  /** Options of the run. */
  readonly grid: readonly string[];
  /** Milliseconds between two kills, at least and at most. */
  readonly pause: readonly [number, number];
  readonly seed: number;
  readonly say: (text: string) => void;
}

/** What came of it. */
export interface Soaked {
  readonly workers: number;
  readonly coordinators: number;
  /** Runs that ended, each with the bytes of one process. */
  readonly runs: number;
  readonly seconds: number;
}

/**
 * Kills until enough are killed, beginning anew whenever a run ends, then lets the last run end.
 *
 * @throws Error where a run ends with another status, or with other bytes than one process gives
 */
export async function soak({ kills, grid, pause: [least, most], seed, say }: Soak): Promise<Soaked> {
  const home = mkdtempSync(join(tmpdir(), "disentangle-soak-"));
  const began = performance.now();
  const random = Random.seeded(seed);
  const running = new Map<string, ChildProcess>();
  let [workers, coordinators, runs] = [0, 0, 0];
  await using redis = await TestRedis.start();
  try {
    const alone = join(home, "alone", "run");
    const status = await ended(start([...grid, "--workers", "0", "--threads", "1", "--out", alone]));
    // The verdicts of the profile smoke are inconclusive.
    if (status !== EXIT.inconclusive) throw new Error(`One process ended with ${status}.`);
    const expected = await textOf(alone);
    while (workers + coordinators < kills || runs === 0) {
      const folder = join(home, `run-${runs}`);
      const place = ["--queue", redis.url, "--store", join(folder, "artifacts")];
      const commands: Readonly<Record<string, readonly string[]>> = {
        ...Object.fromEntries(WORKERS.map((name) => [name, ["work", ...place, "--workers", "1", "--lease", "3", "--name", name]])),
        coordinator: [...grid, "--threads", "1", ...place, "--out", join(folder, "run")],
      };
      for (const [name, args] of Object.entries(commands)) running.set(name, start(args));
      for (;;) {
        const coordinator = running.get("coordinator") as ChildProcess;
        const over = workers + coordinators >= kills;
        const left = await Promise.race([ended(coordinator), ...(over ? [] : [pause(least + random.integer(most - least + 1))])]);
        if (left !== undefined) {
          if (left !== EXIT.inconclusive) throw new Error(`The run ended with ${left}.`);
          break;
        }
        const names = Object.keys(commands);
        const victim = names.at(random.integer(names.length)) ?? "coordinator";
        running.get(victim)?.kill("SIGKILL");
        if (victim === "coordinator") coordinators++;
        else workers++;
        say(`killed ${victim} (${workers + coordinators} of ${kills})`);
        running.set(victim, start(commands[victim] ?? []));
      }
      if ((await textOf(join(folder, "run"))) !== expected) throw new Error(`Run ${runs} has other bytes than one process gives.`);
      runs++;
      say(`run ${runs} ended with the same bytes`);
      for (const name of WORKERS) running.get(name)?.kill("SIGKILL");
    }
    return { workers, coordinators, runs, seconds: (performance.now() - began) / 1000 };
  } finally {
    for (const child of running.values()) child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  }
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=@disentangle/source", MAIN, ...args], { stdio: "ignore" });
}

function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** All of a result but its times, as text. */
async function textOf(out: string): Promise<string> {
  const { timing: _times, ...rest } = await readResult(join(out, "result.json"));
  return JSON.stringify(rest);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const grid = ["--profile", "smoke", "--sizes", "100,200", "--attacked", "20", "--test-images", "200", "--claims", "1,2"];
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const kills = Number(process.argv[2] ?? 50);
  say(JSON.stringify(await soak({ kills, grid, pause: [1000, 8000], seed: 1, say })));
}
