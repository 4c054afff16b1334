import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { Fault } from "@disentangle/core";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { parseQueueAddress, queueStatus } from "../src/index.ts";
import { freePort, HAS_REDIS, TestRedis } from "./redis.ts";
import { useQueue } from "./use-queue.ts";

describe.runIf(HAS_REDIS)("a queue on Redis (needs redis-server)", { timeout: 240_000 }, () => {
  const { open, start, submit, began, until, notes, redis, doneFile } = useQueue();

  test("machines share the work, the most urgent first, and each task is computed once", async () => {
    const queue = await open();
    const ended = [3, 1, 2].map((digit) => submit(queue, digit, { seconds: 0.3 }));
    const other = submit(queue, 4, {}, { kind: "error" });
    start("one");
    start("two");
    const outcomes = await Promise.all([...ended, other]);
    expect(outcomes.map((outcome) => outcome?.machine)).toEqual(outcomes.map(() => expect.stringMatching(/^(one|two)$/)));
    for (const digit of [1, 2, 3, 4]) expect(began(digit)).toHaveLength(1);
  });

  test("two coordinators share a task; asked for again, it is run again, as the store is the truth", async () => {
    const [first, second] = [await open(), await open()];
    start("one");
    const outcomes = await Promise.all([submit(first, 1, { seconds: 1 }), submit(second, 1, { seconds: 1 })]);
    expect(outcomes.map((outcome) => outcome?.machine)).toEqual(["one", "one"]);
    expect(began(1)).toEqual(["one"]);
    rmSync(doneFile(1));
    await submit(first, 1);
    expect(began(1)).toEqual(["one", "one"]);
  });

  test("the task of a machine that is killed goes to another", async () => {
    const queue = await open();
    const { process: one } = start("one");
    const ended = submit(queue, 1, { seconds: 2 });
    await until(() => began(1).length === 1);
    one.kill("SIGKILL");
    start("two");
    expect((await ended)?.machine).toBe("two");
    expect(began(1)).toEqual(["one", "two"]);
  });

  test("the task of a machine that froze goes to another; awake again it drops it, and does no harm", async () => {
    const queue = await open();
    const { process: one } = start("one");
    const ended = submit(queue, 1, { seconds: 3 });
    await until(() => began(1).length === 1);
    one.kill("SIGSTOP");
    start("two");
    expect((await ended)?.machine).toBe("two");
    one.kill("SIGCONT");
    expect((await submit(queue, 2, { seconds: 0.1 }))?.machine).toMatch(/one|two/);
    await Promise.all([3, 4, 5, 6].map((digit) => submit(queue, digit, { seconds: 0.5 })));
    expect([3, 4, 5, 6].flatMap(began)).toContain("one");
    expect(readFileSync(doneFile(1), "utf8")).toBe("two");
  });

  test("a machine that is told to stop hands its task back at once", async () => {
    const queue = await open();
    const { process: one } = start("one");
    const ended = submit(queue, 1, { seconds: 1.5 });
    await until(() => began(1).length === 1);
    one.kill("SIGTERM");
    start("two");
    expect((await ended)?.machine).toBe("two");
  });

  test("a server that restarts with its data goes on, and people are told", async () => {
    const queue = await open();
    start("one");
    const ended = submit(queue, 1, { seconds: 4 });
    await until(() => began(1).length === 1);
    await redis().stop();
    await until(() => notes().some((note) => note.includes("cannot be reached")));
    await redis().start();
    expect((await ended)?.machine).toBe("one");
    expect(notes().join("\n")).toMatch(/cannot be reached.*\n.*is back/);
    expect(began(1)).toEqual(["one"]);
  });

  test("a server that lost its data is filled again; what the store has is not computed twice", async () => {
    const queue = await open();
    const ended = [1, 2].map((digit) => submit(queue, digit));
    await until(() => notes().some((note) => note.includes("No machine serves train")));
    await redis().stop();
    redis().forget();
    writeFileSync(doneFile(1), "before");
    await redis().start();
    start("one");
    await Promise.all(ended);
    expect(began(1)).toEqual([]);
    expect(began(2)).toEqual(["one"]);
    expect(notes().join("\n")).toContain("lost what was in it");
  });

  test("without a server for too long, all that waits fails", async () => {
    const queue = await open({ patience: 2 });
    const ended = submit(queue, 1).catch((error: unknown) => error);
    await redis().stop();
    const error = await ended;
    expect(Fault.is(error, "unavailable")).toBe(true);
    expect(String(error)).toContain("not to be reached for 2 s");
  });

  test("three failures, on different machines where there are some, end it with where it ran", async () => {
    const queue = await open();
    for (const name of ["one", "two", "three"]) start(name);
    // All serve before the first fails.
    await until(() => queue.slots === 3 || (void submit(queue, 9), false));
    const error = await submit(queue, 1, { fail: true }).catch((failed: unknown) => failed);
    expect(began(1).toSorted()).toEqual(["one", "three", "two"]);
    expect(Fault.is(error, "crashed")).toBe(true);
    expect(String(error)).toMatch(/failed 3 times\. on (\w+, \w+, \w+): The loss is not finite\. Use a smaller step\./);
    for (const name of ["one", "two", "three"]) expect(String(error)).toContain(name);
  });

  test("what one machine refuses another takes; where all refuse, the task ends with both sides named", async () => {
    const queue = await open();
    start("one");
    const error = await submit(queue, 1, { refuse: "one" }).catch((failed: unknown) => failed);
    expect(String(error)).toContain("Every machine that serves train refuses. one: its code is a1, the coordinator's is b2");
    start("two");
    while ((await queueStatus(parseQueueAddress(redis().url), ["train"])).machines.length < 2)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await submit(queue, 2, { refuse: "one", seconds: 0.1 }))?.machine).toBe("two");
    expect(notes().join("\n")).toContain("one refuses: its code is a1");
  });

  test("a job that is no message of ours is refused by its schema, and the machine goes on", async () => {
    const queue = await open();
    const connection = new Redis(redis().port, { maxRetriesPerRequest: null });
    const foreign = new Queue("train", { connection, prefix: "disentangle" });
    await foreign.add("evil", { request: {}, key: "../../etc", plugin: "/tmp/evil.mjs" }, { jobId: "evil", attempts: 3 });
    start("one");
    await submit(queue, 1);
    const job = await foreign.getJob("evil");
    await until(() => began(1).length === 1);
    expect(await job?.getState()).toBe("failed");
    expect((await foreign.getJob("evil"))?.failedReason).toMatch(/no message of this program/);
    await foreign.close();
    connection.disconnect();
  });

  test("the status tells who does what", async () => {
    const queue = await open();
    start("one");
    const ended = [1, 2].map((digit) => submit(queue, digit, { seconds: 3 }));
    await until(() => began(1).length === 1);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const seen = await queueStatus(parseQueueAddress(redis().url), ["train", "error"]);
    expect(seen.machines).toMatchObject([{ machine: "one", slots: 1, kinds: ["train", "error"] }]);
    expect(seen.kinds[0]).toMatchObject({ kind: "train", waiting: 1, active: 1, done: 0 });
    expect(seen.active).toMatchObject([{ label: "task 1", machine: "one" }]);
    await Promise.all(ended);
    const after = await queueStatus(parseQueueAddress(redis().url), ["train", "error"]);
    expect(after.machines[0]).toMatchObject({ done: 2 });
    expect(after.kinds[0]).toMatchObject({ waiting: 0, active: 0, done: 2 });
  });

  test("a wrong password is refused at once, and is in no message", async () => {
    await using guarded = await TestRedis.start("right-one");
    const wrong = guarded.url.replace("right-one", "secret-word");
    const error = await queueStatus(parseQueueAddress(wrong), ["train"]).catch((failed: unknown) => failed);
    expect(Fault.is(error, "unavailable")).toBe(true);
    expect(String(error)).toMatch(/WRONGPASS/);
    expect(String(error)).not.toContain("secret-word");
    expect((await queueStatus(parseQueueAddress(guarded.url), ["train"])).queue).not.toContain("right-one");
  });
});

describe("parseQueueAddress", () => {
  test("reads name, password, database and TLS, and shows none of the secrets", () => {
    const { options, shown } = parseQueueAddress("rediss://ann:p%40ss@head:6380/2");
    expect(options).toEqual({ host: "head", port: 6380, db: 2, username: "ann", password: "p@ss", tls: { servername: "head" } });
    expect(shown).toBe("rediss://head:6380/2");
    expect(parseQueueAddress("redis://head").options).toEqual({ host: "head", port: 6379, db: 0 });
  });

  test.each(["head:6379", "http://head", "redis://", "redis://:secret-word@head/x", "secret-word"])(
    "%s is refused without being repeated",
    (text) => {
      const error = (() => {
        try {
          return parseQueueAddress(text);
        } catch (failed) {
          return failed;
        }
      })();
      expect(Fault.is(error, "bad-option")).toBe(true);
      expect(String(error)).not.toContain("secret-word");
    },
  );
});

test("where there is no server, that is said soon", async () => {
  const began = performance.now();
  const error = await queueStatus(parseQueueAddress("redis://127.0.0.1:1"), []).catch((failed: unknown) => failed);
  expect(String(error)).toMatch(/redis:\/\/127.0.0.1:1 cannot be used: .*ECONNREFUSED.*Start Redis there/);
  // Three seconds of refusals, and a pause between two tries.
  expect(performance.now() - began).toBeLessThan(8000);
}, 30_000);

test.runIf(HAS_REDIS)("a server that is being started is waited for", async () => {
  const port = await freePort();
  const asked = queueStatus(parseQueueAddress(`redis://127.0.0.1:${port}`), ["train"]);
  asked.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 800));
  await using _redis = await TestRedis.start(undefined, port);
  expect((await asked).machines).toEqual([]);
});
