import { PassThrough } from "node:stream";
import type { Artifact } from "@disentangle/artifacts";
import { Fault, type Cell } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { Runner, type Shelf } from "../src/runner.ts";
import type { Task } from "../src/task.ts";

const cell: Cell = { dataset: "d", architecture: "a", strategy: "normal", size: 250, model: 0 };

/** A shelf in memory. */
function shelf(): Shelf & { readonly kept: Map<string, Artifact> } {
  const kept = new Map<string, Artifact>();
  return { kept, read: (key) => Promise.resolve(kept.get(key)), write: (key, artifact) => Promise.resolve(void kept.set(key, artifact)) };
}

function task(key: string, value: number, options: Partial<Task<number>> = {}): Task<number> & { readonly runs: number } {
  const made = {
    kind: "count",
    cell,
    label: `task ${key}`,
    key,
    cost: 1,
    runs: 0,
    compute(): Promise<Artifact> {
      made.runs++;
      return Promise.resolve({ json: value, tensors: {} });
    },
    decode: ({ json }: Artifact): number => json as number,
    ...options,
  };
  return made;
}

function runnerOf(
  tasks: readonly Task<unknown>[],
  on: Shelf,
  signal: AbortSignal = new AbortController().signal,
): { runner: Runner; text: () => string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  return { runner: new Runner(tasks, on, signal, stream as unknown as NodeJS.WriteStream), text: () => chunks.join("") };
}

describe("Runner", () => {
  test("computes a task once, and never again on the same shelf", async () => {
    const on = shelf();
    const one = task("one", 7);
    const { runner } = runnerOf([one], on);
    expect([await runner.obtain(one), await runner.obtain(one), one.runs]).toEqual([7, 7, 1]);
    const again = task("one", 7);
    const second = runnerOf([again], on).runner;
    expect([await second.obtain(again), again.runs, second.timings[0]?.cached]).toEqual([7, 0, true]);
  });

  test("computes first what a task asks for, and tells of both", async () => {
    const inner = task("inner", 2);
    const outer = task("outer", 0, { compute: async ({ obtain }) => ({ json: (await obtain(inner)) * 10, tensors: {} }) });
    const { runner, text } = runnerOf([inner, outer], shelf());
    expect(await runner.obtain(outer)).toBe(20);
    expect(runner.timings.map(({ label }) => label)).toEqual(["task inner", "task outer"]);
    expect(text()).toMatch(/\[1\/2\] task inner.*\n\[2\/2\] task outer/);
  });

  test("a task that throws loses nothing that was finished before", async () => {
    const on = shelf();
    const [good, bad] = [task("good", 1), task("bad", 2, { compute: () => Promise.reject(new Error("it broke")) })];
    const { runner } = runnerOf([good, bad], on);
    await runner.obtain(good);
    const failure = await runner.obtain(bad).catch((error: unknown) => error);
    expect(Fault.is(failure, "crashed")).toBe(true);
    expect((failure as Fault).message).toMatch(/task bad failed: it broke.*start the run again/);
    expect([...on.kept.keys()]).toEqual(["good"]);
  });

  test("is done after its last step once it is asked to stop", async () => {
    const stop = new AbortController();
    const [one, two] = [task("one", 1), task("two", 2)];
    const on = shelf();
    const { runner } = runnerOf([one, two], on, stop.signal);
    await runner.obtain(one);
    stop.abort();
    const failure = await runner.obtain(two).catch((error: unknown) => error);
    expect(Fault.is(failure, "aborted")).toBe(true);
    expect([...on.kept.keys(), two.runs]).toEqual(["one", 0]);
  });

  test("keeps the latest large results alone in memory, and tells of each once", async () => {
    const on = shelf();
    const large = [1, 2, 3].map((value) => task(`large ${value}`, value, { heavy: true }));
    const { runner } = runnerOf(large, on);
    for (const one of large) await runner.obtain(one);
    const first = large[0] as (typeof large)[0];
    on.kept.set(first.key, { json: 99, tensors: {} });
    expect(await runner.obtain(first)).toBe(99);
    expect(runner.timings).toHaveLength(3);
  });

  test("estimates the time left from tasks of the same kind", async () => {
    const wait = (milliseconds: number) => (): Promise<Artifact> =>
      new Promise((resolve) => setTimeout(() => resolve({ json: 0, tensors: {} }), milliseconds));
    const slow = task("slow", 0, { kind: "slow", compute: wait(120) });
    const quick = task("quick", 0, { kind: "quick", compute: wait(1) });
    const left = [task("s", 0, { kind: "slow", cost: 2 }), task("q", 0, { kind: "quick" })];
    const { runner } = runnerOf([slow, quick, ...left], shelf());
    expect(runner.secondsLeft(0)).toBeUndefined();
    await runner.obtain(slow);
    await runner.obtain(quick);
    const [first, second] = runner.timings.map(({ seconds }) => seconds) as [number, number];
    expect(runner.secondsLeft(0)).toBeCloseTo(2 * first + second, 1);
  });
});
