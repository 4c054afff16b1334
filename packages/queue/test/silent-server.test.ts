import { readFileSync } from "node:fs";
import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { parseQueueAddress, queueStatus } from "../src/index.ts";
import { Link } from "./link.ts";
import { HAS_REDIS } from "./redis.ts";
import { useQueue } from "./use-queue.ts";

/** Seconds, instead of 20. */
const SILENCE = 2;

describe.runIf(HAS_REDIS)("a server that is there and says nothing (needs redis-server)", { timeout: 240_000 }, () => {
  const { open, start, submit, began, until, serving, doneFile, notes, redis } = useQueue();

  test("is noticed by both sides, and all goes on once it answers; within the lease a task is computed once", async () => {
    const queue = await open({ silence: SILENCE });
    const one = start("one", redis().url, SILENCE, 60, 30);
    const ended = submit(queue, 1, { seconds: 5 });
    await until(() => began(1).length === 1);
    redis().freeze();
    await until(() => notes().some((note) => note.includes("cannot be reached")) && one.said().includes("cannot be reached"));
    redis().thaw();
    expect((await ended)?.machine).toBe("one");
    expect(began(1)).toEqual(["one"]);
    await until(() => notes().some((note) => note.includes("is back")) && one.said().includes("is back"));
    expect((await submit(queue, 2))?.machine).toBe("one");
    // Said once, however often a connection was tried.
    expect(one.said().match(/cannot be reached/g)).toHaveLength(1);
  });

  test("is waited for no longer than was said, by the coordinator and by a machine, at work or not", async () => {
    const queue = await open({ silence: SILENCE, patience: 3 });
    const [busy, idle] = [start("busy", redis().url, SILENCE, 4), start("idle", redis().url, SILENCE, 4)];
    await serving(2);
    const ended = submit(queue, 1, { seconds: 60 }).catch((error: unknown) => error);
    await until(() => began(1).length === 1);
    redis().freeze();
    const error = await ended;
    expect(Fault.is(error, "unavailable")).toBe(true);
    expect(String(error)).toContain("not to be reached for 3 s");
    // What is asked for after that is not waited for.
    await expect(submit(queue, 2)).rejects.toThrow("not to be reached for 3 s");
    for (const { process, said } of [busy, idle]) {
      await until(() => process.exitCode !== null);
      expect(said()).toContain("was not to be reached for 4 s. Start Redis again, then this worker");
    }
  });

  test("keeps nobody from stopping", async () => {
    const queue = await open();
    const [one, two] = [start("one"), start("two")];
    await serving(2);
    void submit(queue, 1, { seconds: 60 }).catch(() => undefined);
    await until(() => began(1).length === 1);
    redis().freeze();
    const asked = performance.now();
    for (const { process } of [one, two]) process.kill("SIGTERM");
    await until(() => one.process.exitCode !== null && two.process.exitCode !== null);
    // Four seconds for handing back, two for saying goodbye.
    expect(performance.now() - asked).toBeLessThan(9000);
    const closing = performance.now();
    await queue[Symbol.asyncDispose]();
    expect(performance.now() - closing).toBeLessThan(4000);
    expect([one.process.exitCode, two.process.exitCode]).toEqual([0, 0]);
  });

  test("is said by the status, within a time", async () => {
    await using link = await Link.to(redis().port);
    const address = parseQueueAddress(`redis://127.0.0.1:${link.port}`);
    expect((await queueStatus(address, ["train"], 3)).machines).toEqual([]);
    // In the midst of its answers, and before them. Each kind asks for what the server is, thousands of
    // bytes.
    link.cutAfter(100_000);
    const asked = queueStatus(
      address,
      Array.from({ length: 200 }, (_, i) => `kind-${i}`),
      3,
    ).catch((failed: unknown) => failed);
    expect(String(await asked)).toMatch(/did not answer within 3 s/);
    expect(String(await queueStatus(address, ["train"], 3).catch((failed: unknown) => failed))).toMatch(/cannot be used.*not answer/);
  });

  test("the task of a machine that is cut off goes to another; its late result does no harm, and it serves again", async () => {
    await using link = await Link.to(redis().port);
    const queue = await open();
    const cut = start("cut", `redis://127.0.0.1:${link.port}`, SILENCE);
    const ended = submit(queue, 1, { seconds: 6 });
    await until(() => began(1).length === 1);
    link.cut();
    await until(() => cut.said().includes("cannot be reached"));
    start("two");
    await until(() => began(1).length === 2);
    // The one that is cut off is done first, and nobody hears of it.
    await until(() => readable(doneFile(1)));
    expect(readFileSync(doneFile(1), "utf8")).toBe("cut");
    expect((await ended)?.machine).toBe("two");
    link.mend();
    await until(() => cut.said().includes("is back"));
    await Promise.all([2, 3, 4, 5].map((digit) => submit(queue, digit, { seconds: 0.5 })));
    expect([2, 3, 4, 5].flatMap(began)).toContain("cut");
    expect(readFileSync(doneFile(1), "utf8")).toBe("cut");
    expect(notes().join("\n")).not.toContain("cannot be reached");
  });
});

function readable(path: string): boolean {
  try {
    return readFileSync(path, "utf8") !== "";
  } catch {
    return false;
  }
}
