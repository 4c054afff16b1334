import { cpSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { defineConfig, plan, report, verify, type RunEvent, type RunOptions } from "@disentangle/harness";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { folder } from "./command.ts";

const tiny = (out: string): RunOptions =>
  defineConfig({ profile: "smoke", sizes: [100], attacked: 20, testImages: 200, claims: [1], workers: 0, out });

describe("a run by code", () => {
  const out = join(folder(), "run");
  const events: RunEvent[] = [];
  const written = vi.spyOn(process.stdout, "write");
  let finished: Awaited<ReturnType<typeof verify>>;

  beforeAll(async () => {
    await tf.setBackend("cpu");
    const run = verify(tiny(out));
    for await (const event of run) events.push(event);
    finished = await run;
  }, 120_000);

  test("answers with what it wrote, and prints nothing", async () => {
    expect(finished.folder).toBe(out);
    expect(finished.outcome).toBe("inconclusive");
    expect(finished.result).toEqual(await readResult(join(out, "result.json")));
    expect(written).not.toHaveBeenCalled();
  });

  test("tells what it does as it goes, each task from start to end", () => {
    expect(events[0]).toMatchObject({ type: "opened", folder: out, workers: 0, done: 0 });
    const labels = (type: RunEvent["type"]): string[] =>
      events.flatMap((event) => (event.type === type && "label" in event ? [event.label] : []));
    expect(labels("task-finished")).toEqual(labels("task-started"));
    expect(labels("task-finished")).toHaveLength(events[0]?.total as number);
    expect(events.at(-1)).toMatchObject({ type: "task-finished", done: events[0]?.total });
    expect(labels("task-advanced")).toContain("train cnn normal N=100 #0");
  });

  test("leaves the caller's backend active", () => expect(tf.getBackend()).toBe("cpu"));

  test("says in its result how to do the same again", () => {
    expect(finished.result.command).toBe('await verify({"profile":"smoke","sizes":[100],"attacked":20,"testImages":200,"claims":[1]})');
  });

  test("is planned without computing: what is finished is marked", async () => {
    const [done, other] = [await plan(tiny(out)), await plan({ ...tiny(out), seed: 2 })];
    expect(done.tasks.map((task) => task.done)).toEqual(done.tasks.map(() => true));
    expect(done.secondsLeft).toBe(0);
    expect(other.tasks.map((task) => task.done)).toEqual(done.tasks.map(() => false));
    expect(other.secondsLeft).toBeGreaterThan(0);
    const keys = new Set(done.tasks.map(({ key }) => key));
    for (const { needs } of done.tasks) for (const key of Object.values(needs)) expect(keys).toContain(key);
  });

  test("has its pages built anew", async () => {
    const page = join(out, "report", "index.html");
    const before = readFileSync(page, "utf8");
    rmSync(page);
    const { result, files } = await report(out);
    expect(files.html).toBe(page);
    expect(readFileSync(page, "utf8")).toBe(before);
    expect(result).toEqual(finished.result);
  });

  test("takes parts as objects, too, and does the same with them", async () => {
    const again = await verify({ ...tiny(out), attack: { id: "pgd-linf", options: { iterations: 40 } }, dataset: { id: "fonts" } });
    expect(again.result.attacks).toEqual(finished.result.attacks);
    expect(again.result.timing.tasks.every(({ cached }) => cached)).toBe(true);
  });

  test("copied without its finished work keeps its pages, and says what to copy before all is computed again", async () => {
    const copied = join(folder(), "copied");
    cpSync(out, copied, { recursive: true });
    expect((await report(copied)).result).toEqual((await report(out)).result);
    const { notes, tasks } = await plan(tiny(copied));
    const missing = join(dirname(copied), "artifacts");
    expect(notes).toContainEqual(
      expect.stringMatching(new RegExp(`^The \\d+ files of this finished run are not in ${missing}\\. Copy them`)),
    );
    expect(tasks.some(({ done }) => done)).toBe(false);
    cpSync(join(dirname(out), "artifacts"), missing, { recursive: true });
    const mended = await plan(tiny(copied));
    expect(mended.notes.join(" ")).not.toContain("Copy them");
    expect(mended.tasks.every(({ done }) => done)).toBe(true);
  });

  test("waits for a run begun before it", async () => {
    const order: string[] = [];
    const listed = async (name: string): Promise<void> => {
      for await (const { type } of verify(tiny(out))) if (type !== "note") order.push(`${name} ${type}`);
    };
    await Promise.all([listed("a"), listed("b")]);
    expect(order.map((line) => line[0]).join("")).toMatch(/^a+b+$/);
  });
});

describe("a run that fails", () => {
  test("throws to whoever awaits it, and to whoever reads its events", async () => {
    const wrong = { ...tiny(join(folder(), "run")), attack: "pgd-lnf" };
    await expect(verify(wrong)).rejects.toSatisfy((error) => Fault.is(error, "unknown-part"));
    const read = async (): Promise<void> => {
      for await (const event of verify(wrong)) expect(event).toBe("none");
    };
    await expect(read()).rejects.toSatisfy((error) => Fault.is(error, "unknown-part"));
  });

  test("looks for files of datasets where it is told, and leaves the environment as it was", async () => {
    const data = folder();
    const before = { ...process.env };
    const planned = plan({ dataset: "emnist:group=letters", claims: [4] }, { data, offline: true });
    await expect(planned).rejects.toThrow(/emnist/i);
    await expect(planned).rejects.toSatisfy((error) => Fault.is(error, "unavailable") && JSON.stringify(error).includes(data));
    expect({ ...process.env }).toEqual(before);
  });

  test("stops where it is called off", async () => {
    const stop = new AbortController();
    const run = verify({ ...tiny(join(folder(), "run")), sizes: [3000] }, { signal: stop.signal });
    const read = async (): Promise<void> => {
      for await (const { type } of run) if (type === "task-started") stop.abort();
    };
    await expect(read()).rejects.toSatisfy((error) => Fault.is(error, "aborted"));
  });

  test("names the claim that threw, and where", async () => {
    const plugin = join(import.meta.dirname, "examples/throwing-claim.ts");
    const run = verify({ ...tiny(join(folder(), "run")), plugins: [plugin], claims: ["throwing"] });
    await expect(run).rejects.toThrow(
      /The claim throwing threw when it judged the run: no rows to divide by \(at .*throwing-claim\.ts:\d+:\d+\)\. All that was measured is kept/,
    );
    await expect(run).rejects.toSatisfy((error) => Fault.is(error, "bad-plugin"));
  });
});
