// How far a queue scales: what it costs per task on this machine, and how long a grid takes on many machines,
// by simulation.
//   node --conditions=@disentangle/source harness/tools/scale.ts overhead redis://127.0.0.1:6379
//   node --conditions=@disentangle/source harness/tools/scale.ts plan paper
// The tables in docs/many-machines.md are what these print.
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseQueueAddress, serve, TaskQueue } from "@disentangle/queue";
import { queueRequest } from "../src/request/queue-request.ts";
import { EPOCHS } from "../src/run/kinds/epochs.ts";
import { openRun } from "../src/run/open-run.ts";
import { runCode } from "../src/run/run-code.ts";
import { chainCosts } from "../src/run/scheduler.ts";
import type { Task } from "../src/run/task.ts";

const never = new AbortController().signal;
const TASKS = 300;
const WORKERS = [1, 2, 4];
const MACHINES = [1, 10, 100, 1000];
/** Bytes of the standard CNN's weights, and of its checkpoint, which holds the state of Adam besides. */
const [WEIGHTS, CHECKPOINT] = [404_000, 1_212_000];
/** Bytes around the numbers of an artifact. */
const AROUND = 2000;

const [what = "", given = ""] = process.argv.slice(2);
const commands: Readonly<Record<string, (argument: string) => Promise<void>>> = { overhead, plan, serve: serveNothing };
const command = commands[what];
if (command === undefined) throw new Error(`Say one of ${Object.keys(commands).join(", ")}.`);
await command(given);

/** Milliseconds from asking for a task that does nothing to knowing that it is done. */
async function overhead(url: string): Promise<void> {
  process.stdout.write("| workers | median | 95 % | tasks per second |\n| --- | --- | --- | --- |\n");
  for (const workers of WORKERS) {
    const started = Array.from({ length: workers }, () => startServing(url));
    try {
      await using queue = await TaskQueue.open(parseQueueAddress(url), {
        isDone: () => Promise.resolve(false),
        note: () => undefined,
        mend: "",
      });
      // The first ones wait for the workers to start.
      for (let i = 0; i < 4 * workers; i++) await ask(queue);
      const took: number[] = [];
      const began = performance.now();
      const lane = async (): Promise<void> => {
        while (took.length < TASKS) took.push(await ask(queue));
      };
      await Promise.all(Array.from({ length: workers }, lane));
      const seconds = (performance.now() - began) / 1000;
      const sorted = took.toSorted((a, b) => a - b);
      const at = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
      process.stdout.write(`| ${workers} | ${at(0.5)} ms | ${at(0.95)} ms | ${(took.length / seconds).toFixed(0)} |\n`);
    } finally {
      for (const child of started) child.kill("SIGTERM");
    }
  }
}

async function ask(queue: TaskQueue): Promise<number> {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const began = performance.now();
  await queue.run({ kind: "error", key, label: "nothing", priority: 1, request: {} }, () => undefined, never);
  return performance.now() - began;
}

function startServing(url: string): ChildProcess {
  const args = ["--conditions=@disentangle/source", fileURLToPath(import.meta.url), "serve", url];
  return spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
}

async function serveNothing(url: string): Promise<void> {
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort());
  const compute = (): Promise<void> => Promise.resolve();
  await serve(parseQueueAddress(url), { machine: "nothing", slots: 1, kinds: ["error"], compute, note: () => undefined }, stop.signal);
}

/** The graph of a profile, and how long it takes on so many workers. */
async function plan(profile: string): Promise<void> {
  await using run = await openRun({ options: { profile }, described: [], signal: never, worker: true });
  const { tasks } = run;
  const work = tasks.reduce((sum, { cost }) => sum + cost, 0);
  const chain = Math.max(...chainCosts(tasks).values());
  const kinds = [...Map.groupBy(tasks, ({ kind }) => kind)].map(([kind, own]) => `${own.length} ${kind}`);
  process.stdout.write(
    `${tasks.length} tasks (${kinds.join(", ")}); ${hours(work)} of one core; longest chain ${hours(chain)}, so ${Math.ceil(work / chain)} workers are enough\n\n`,
  );
  const request = queueRequest({ profile }, [], runCode(run), crypto.randomUUID());
  const sent = tasks.length * Buffer.byteLength(JSON.stringify({ request, key: tasks[0]?.key }));
  const written = tasks.reduce((sum, task) => sum + bytesOf(task, run.bench.dataset.part.image), 0);
  const read = tasks.reduce((sum, { needs }) => sum + needsBytes(needs, run.bench.dataset.part.image), 0);
  const saved = tasks.filter(({ kind }) => kind === "train").length * EPOCHS * CHECKPOINT;
  process.stdout.write(
    `Redis holds ${megabytes(sent)} of messages; results are ${megabytes(written)}, read ${megabytes(read)}, checkpoints written ${megabytes(saved)}\n\n`,
  );
  process.stdout.write("| workers | time | of the ideal |\n| --- | --- | --- |\n");
  for (const workers of MACHINES) {
    const time = simulate(tasks, workers);
    const ideal = Math.max(chain, work / workers);
    process.stdout.write(`| ${workers} | ${hours(time)} | ${Math.round((100 * ideal) / time)} % |\n`);
  }
}

/**
 * Bytes of what a task of the standard CNN writes: weights, or a point for each attacked image, or a byte for
 * each test image.
 */
function bytesOf({ kind, inputs, subject }: Task, [height, width, channels]: readonly [number, number, number]): number {
  if (kind === "train") return WEIGHTS;
  const { count = 0 } = inputs as { readonly count?: number };
  if (kind === "error") return AROUND + count;
  const numbers = subject.space === "image" ? height * width * channels : 12;
  return AROUND + (kind === "attack" ? 4 * count * numbers : 0);
}

function needsBytes(needs: Task["needs"], image: readonly [number, number, number]): number {
  return Object.values(needs).reduce((sum, need) => sum + bytesOf(need, image), 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * Seconds until all tasks are done, where a free worker takes the ready one that begins the dearest chain.
 */
function simulate(tasks: readonly Task[], workers: number): number {
  const chains = chainCosts(tasks);
  const dearest = (a: Task, b: Task): number => (chains.get(b.key) ?? 0) - (chains.get(a.key) ?? 0);
  const missing = new Map(tasks.map(({ key, needs }) => [key, new Set(Object.values(needs).map((need) => need.key))]));
  const dependants = new Map<string, Task[]>();
  for (const task of tasks) for (const { key } of Object.values(task.needs)) dependants.set(key, [...(dependants.get(key) ?? []), task]);
  let ready = tasks.filter(({ key }) => missing.get(key)?.size === 0).toSorted(dearest);
  let running: { readonly task: Task; readonly end: number }[] = [];
  let now = 0;
  while (ready.length > 0 || running.length > 0) {
    const taken = ready.splice(0, workers - running.length);
    running = [...running, ...taken.map((task) => ({ task, end: now + task.cost }))].toSorted((a, b) => a.end - b.end);
    const [first, ...rest] = running;
    if (first === undefined) break;
    now = first.end;
    running = rest;
    for (const task of dependants.get(first.task.key) ?? []) {
      missing.get(task.key)?.delete(first.task.key);
      if (missing.get(task.key)?.size === 0) ready.push(task);
    }
    ready = ready.toSorted(dearest);
  }
  return now;
}

function hours(seconds: number): string {
  return seconds < 3600 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
