import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { parseQueueAddress, queueStatus, TaskQueue, type TaskOutcome, type Submission, type TaskQueueOptions } from "../src/index.ts";
import { TestRedis } from "./redis.ts";

const key = (digit: number): string => String(digit).padStart(64, "abcdef");
const never = new AbortController().signal;

/** A machine that a test started, and what it said. */
export interface StartedMachine {
  readonly process: ChildProcess;
  readonly said: () => string;
}

/**
 * For each test of a suite: a server, a folder for results, and whatever it opens and starts, ended after it.
 */
export function useQueue() {
  let redis: TestRedis;
  let folder: string;
  let notes: string[];
  let opened: TaskQueue[];
  let machines: ChildProcess[];

  beforeEach(async () => {
    [notes, opened, machines] = [[], [], []];
    redis = await TestRedis.start();
    folder = mkdtempSync(join(tmpdir(), "disentangle-queue-"));
  });
  afterEach(async () => {
    for (const queue of opened) await queue[Symbol.asyncDispose]();
    for (const machine of machines) machine.kill("SIGKILL");
    await redis[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const doneFile = (digit: number): string => join(folder, `${key(digit)}.done`);
  const isDone = (name: string): Promise<boolean> => Promise.resolve(existsSync(join(folder, `${name}.done`)));

  async function open(more: Partial<TaskQueueOptions> = {}): Promise<TaskQueue> {
    const note = (text: string): void => void notes.push(text);
    const options = { isDone, note, mend: "Start a machine.", period: 2, patience: 60, ...more };
    const queue = await TaskQueue.open(parseQueueAddress(redis.url), options);
    opened.push(queue);
    return queue;
  }

  /** A machine of its own process; `more` are the last arguments of machine.ts. */
  function start(name: string, url: string = redis.url, ...more: number[]): StartedMachine {
    const args = ["--conditions=@disentangle/source", join(import.meta.dirname, "machine.ts"), url, name, folder, ...more.map(String)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    machines.push(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    return { process: child, said: () => said };
  }

  function submit(
    queue: TaskQueue,
    digit: number,
    request: Submission["request"] = {},
    more: Partial<Submission> = {},
  ): Promise<TaskOutcome | undefined> {
    return queue.run(
      { kind: "train", key: key(digit), label: `task ${digit}`, priority: 1 + digit, request, ...more },
      () => undefined,
      never,
    );
  }

  const began = (digit: number): readonly string[] =>
    existsSync(join(folder, `${key(digit)}.began`))
      ? readFileSync(join(folder, `${key(digit)}.began`), "utf8")
          .trim()
          .split("\n")
      : [];

  async function until(look: () => boolean): Promise<void> {
    for (let i = 0; i < 2400; i++) {
      if (look()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`It did not happen. ${notes.join(" ")}`);
  }

  /** Waits until so many machines serve all their kinds. */
  async function serving(count: number): Promise<void> {
    // The last of the kinds that machine.ts takes up.
    while ((await queueStatus(parseQueueAddress(redis.url), ["error"])).machines.length < count) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  return { open, start, submit, began, until, serving, doneFile, notes: () => notes, redis: () => redis };
}
