import { PassThrough } from "node:stream";
import type { Artifact, TaskTime } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import type { Executor } from "../src/run/executors/executor.ts";
import { Outlook } from "../src/run/outlook.ts";
import { makeProgress } from "../src/run/progress.ts";
import { runTasks } from "../src/run/scheduler.ts";
import type { Task } from "../src/run/task.ts";

function task(key: string, changes: Partial<Task> = {}): Task {
  return { kind: "count", label: `task ${key}`, group: "count", cost: 1, inputs: null, needs: {}, subject: {}, key, ...changes };
}

/** What a task takes, and whether it fails. */
type Work = (task: Task, signal: AbortSignal) => Promise<void>;

/** Runs tasks on a store in memory, and tells in which order they began. */
async function runOn(
  tasks: readonly Task[],
  options: { readonly slots?: number; readonly kept?: Map<string, Artifact>; readonly work?: Work; readonly signal?: AbortSignal } = {},
): Promise<{ began: string[]; most: number; kept: Map<string, Artifact>; text: string; times: readonly TaskTime[] }> {
  const { slots = 1, kept = new Map<string, Artifact>(), work = () => Promise.resolve(), signal = new AbortController().signal } = options;
  const began: string[] = [];
  let [running, most] = [0, 0];
  const executor: Executor = {
    slots,
    async run(one, _report, stop) {
      began.push(one.key);
      most = Math.max(most, ++running);
      try {
        await work(one, stop);
        kept.set(one.key, { json: one.key, tensors: {} });
      } finally {
        running--;
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const outlook = new Outlook(tasks, slots);
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  const progress = makeProgress(stream as unknown as NodeJS.WriteStream, outlook);
  const store = { read: (key: string) => Promise.resolve(kept.get(key)) };
  const times = await runTasks(tasks, { executor, store, progress, outlook, signal });
  return { began, most, kept, times, text: chunks.join("") };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("runTasks", () => {
  test("computes each task once, in order, and none that the store has", async () => {
    const tasks = [task("a"), task("b"), task("c")];
    const first = await runOn(tasks);
    expect(first.began).toEqual(["a", "b", "c"]);
    const again = await runOn(tasks, { kept: first.kept });
    expect(again.began).toEqual([]);
    expect(again.times.map(({ cached }) => cached)).toEqual([true, true, true]);
    expect(again.text).toMatch(/\[1\/3\] task a \(already there\)/);
  });

  test("begins a task once its needs are there, several at a time, the longest chain first", async () => {
    const [short, long] = [task("short"), task("long")];
    const after = task("after", { needs: { long }, cost: 5 });
    const { began, most } = await runOn([short, long, after], { slots: 2, work: () => wait(5) });
    expect(began).toEqual(["long", "short", "after"]);
    expect(most).toBe(2);
  });

  test("a failure stops what is running, begins nothing more, and keeps what is finished", async () => {
    const kept = new Map<string, Artifact>();
    const stopped: string[] = [];
    const work: Work = async ({ key }, signal) => {
      if (key === "bad") {
        await wait(20);
        throw new Fault("not-finite", "It broke.");
      }
      if (key !== "slow") return;
      await new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(new Fault("aborted", "Stopped."))));
    };
    const tasks = [task("good", { cost: 9 }), task("bad", { cost: 8 }), task("slow", { cost: 7 }), task("never", { cost: 1 })];
    const failure = await runOn(tasks, {
      slots: 3,
      kept,
      work: (one, signal) =>
        work(one, signal).catch((error: unknown) => {
          stopped.push(one.key);
          throw error;
        }),
    }).catch((error: unknown) => error);
    expect(Fault.is(failure, "not-finite")).toBe(true);
    expect(stopped).toEqual(["bad", "slow"]);
    expect([...kept.keys()]).toContain("good");
  });

  test("says what to do after an interrupt, whatever the task that it stopped says", async () => {
    const stop = new AbortController();
    const work: Work = () => {
      stop.abort();
      return Promise.reject(new Fault("aborted", "The caller asked to stop."));
    };
    await expect(runOn([task("one")], { work, signal: stop.signal })).rejects.toThrow("The run was interrupted. Start it again to go on.");
  });

  test("begins nothing where it was asked to stop before", async () => {
    const kept = new Map<string, Artifact>();
    const failure = await runOn([task("one"), task("two")], { kept, signal: AbortSignal.abort() }).catch((error: unknown) => error);
    expect(Fault.is(failure, "aborted")).toBe(true);
    expect([...kept.keys()]).toEqual([]);
  });

  test("is done after its last step once it is asked to stop", async () => {
    const stop = new AbortController();
    const kept = new Map<string, Artifact>();
    const work: Work = ({ key }) => {
      if (key === "one") stop.abort();
      return Promise.resolve();
    };
    const failure = await runOn([task("one"), task("two")], { kept, work, signal: stop.signal }).catch((error: unknown) => error);
    expect(Fault.is(failure, "aborted")).toBe(true);
    expect([...kept.keys()]).toEqual(["one"]);
  });
});

describe("Outlook", () => {
  test("goes by the planned costs before something has run", () => {
    expect(new Outlook([task("a", { cost: 30 }), task("b", { cost: 50 })], 2).secondsLeft()).toBeCloseTo(50, 6);
  });

  test("goes by the pace of the machine before something has run, and by what was measured after that", () => {
    const tasks = [task("a", { group: "a", cost: 40 }), task("b", { group: "b", cost: 20 })];
    const outlook = new Outlook(tasks, 1, 3);
    expect(outlook.secondsLeft()).toBeCloseTo(180, 6);
    outlook.finish(tasks[0] as Task, 40);
    // 70 seconds for 50 planned ones, ten of the prior among them.
    expect(outlook.secondsLeft()).toBeCloseTo((20 * 70) / 50, 6);
  });

  test("takes what tasks of the same group took per unit of cost, and the overall pace for others", () => {
    const slow = [task("s1", { group: "slow", cost: 20 }), task("s2", { group: "slow", cost: 4 })];
    const quick = [task("q1", { group: "quick", cost: 10 }), task("q2", { group: "quick", cost: 3 })];
    const other = task("o", { group: "other", cost: 1 });
    const outlook = new Outlook([...slow, ...quick, other], 1);
    outlook.finish(slow[0] as Task, 200);
    outlook.finish(quick[0] as Task, 30);
    // 10 and 3 seconds a unit; overall 240 in 40, the ten planned seconds among them.
    expect(outlook.secondsLeft()).toBeCloseTo(4 * 10 + 3 * 3 + 1 * 6, 6);
  });

  test("learns from a task under way, counted from where it was resumed", () => {
    const [running, waiting] = [task("r", { group: "train", cost: 40 }), task("w", { group: "train", cost: 10 })];
    const outlook = new Outlook([running, waiting], 1);
    outlook.advance(running, 0.5, 1);
    outlook.advance(running, 0.52, 50);
    // Too little to tell: the planned costs, less what is done.
    expect(outlook.secondsLeft()).toBeCloseTo(0.48 * 40 + 10, 6);
    outlook.advance(running, 0.75, 31);
    // A quarter of 40 took 30 seconds: 3 a unit.
    expect(outlook.secondsLeft()).toBeCloseTo(3 * (10 + 10), 6);
  });

  test("shares the work among the slots, but no task is shorter than itself", () => {
    const tasks = [task("a"), task("b", { cost: 2 }), task("c", { cost: 8 })];
    const outlook = new Outlook(tasks, 4);
    outlook.finish(tasks[0] as Task, 1);
    expect(outlook.secondsLeft()).toBeCloseTo(8, 6);
  });
});
