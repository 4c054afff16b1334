import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Ended } from "./judge.ts";
import { PATIENCE, Stopwatch } from "./patience.ts";
import type { Place } from "./place.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** What a shell may be told to start. */
export const COMMAND: readonly string[] = [process.execPath, "--conditions=@disentangle/source", MAIN];

/** A command in a process of its own, and those that it starts. */
export interface Real {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Counts anew what it may take. */
  readonly begin: (seconds: number) => void;
}

/** How a command is started. */
interface Start {
  readonly place: Place;
  /** Seconds that it may take. */
  readonly seconds: number;
  readonly stdio?: StdioOptions;
  readonly cwd?: string;
}

/**
 * Starts the command line as a person would; in a group of processes of its own, so that all can be ended.
 */
export function start(args: readonly string[], how: Start): Real {
  return startProgram([...COMMAND, ...args], how);
}

/** Starts any program so. */
export function startProgram([program = "", ...args]: readonly string[], { place, seconds, stdio, cwd }: Start): Real {
  const child = spawn(program, args, {
    cwd: cwd ?? place.work,
    env: place.env,
    stdio: stdio ?? ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let [stdout, stderr, hung] = ["", "", false];
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  let [watch, limit] = [new Stopwatch(), seconds + PATIENCE];
  const look = setInterval(() => {
    if (!watch.isOver(limit)) return;
    hung = true;
    endGroup(child);
  }, 250);
  const ended = new Promise<Ended>((resolve) => {
    const end = (status: number | null): void => {
      clearInterval(look);
      resolve({ status, stdout, stderr, hung });
    };
    child.on("error", (error) => {
      stderr += error.message;
      end(null);
    });
    child.on("close", end);
  });
  return { child, ended, begin: (allowed) => ([watch, limit] = [new Stopwatch(), allowed + PATIENCE]) };
}

/** Ends a process and all that it started. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

/** Processes that a process started, by id; none where there is no `/proc`. */
export function childrenOf(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  try {
    return readdirSync(tasks).flatMap((task) =>
      readFileSync(`${tasks}/${task}/children`, "utf8").trim().split(/\s+/).filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
