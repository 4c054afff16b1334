import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { describe, expect, test } from "vitest";
import { Link } from "../../packages/queue/test/link.ts";
import { HAS_REDIS, TestRedis } from "../../packages/queue/test/redis.ts";
import { HAS_S3, TestS3 } from "../../packages/store-s3/test/s3-server.ts";
import { openSharedStore } from "../src/run/open-store.ts";
import { EXIT } from "../src/process/exit.ts";
import { folder, run, start } from "./command.ts";
import { GRID, textOf, useMachines } from "./several-machines.ts";

/** Preloaded, it shifts the clock of a process (Debian: libfaketime). */
const [FAKETIME] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
/** Only root may mount a small disk. */
const MOUNTS = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/mount");
if (FAKETIME === undefined) process.stderr.write("skipped: libfaketime is not installed, so machines with wrong clocks are not tested\n");
if (!MOUNTS) process.stderr.write("skipped: mounting needs root on Linux, so a machine with a full disk is not tested\n");

describe.runIf(HAS_REDIS)("machines that are not as they should be (needs redis-server)", { timeout: 900_000 }, () => {
  const { machines, alone } = useMachines();

  test.runIf(FAKETIME !== undefined)("clocks that are hours apart change nothing", async () => {
    await using redis = await TestRedis.start();
    const home = folder();
    const [store, out] = [join(home, "artifacts"), join(home, "run")];
    for (const [name, shift] of [
      ["early", "-5h"],
      ["late", "+2d"],
    ] as const) {
      machines.work(redis.url, name, store, [], {
        env: { ...process.env, LD_PRELOAD: FAKETIME, FAKETIME: shift, DONT_FAKE_MONOTONIC: "1" },
      });
    }
    const { status, stderr } = await run([...GRID, "--threads", "1", "--queue", redis.url, "--store", store, "--out", out]);
    expect({ status, stderr }).toMatchObject({ status: EXIT.inconclusive });
    expect(await textOf(out)).toBe(await textOf(alone()));
    const { timing } = await readResult(join(out, "result.json"));
    expect(new Set(timing.tasks.map(({ machine }) => machine))).toEqual(new Set(["early", "late"]));
    // A shifted clock shows in no duration.
    expect(timing.tasks.every(({ seconds }) => seconds >= 0 && seconds < 600)).toBe(true);
  });

  test("a network cut for a while, to the coordinator and to one of two workers, changes nothing", async () => {
    await using redis = await TestRedis.start();
    await using link = await Link.to(redis.port);
    const cable = `redis://127.0.0.1:${link.port}`;
    const home = folder();
    const [out, store] = [join(home, "run"), join(home, "store")];
    machines.work(cable, "cut-off", store);
    machines.work(redis.url, "beside", store);
    const { process: child, finished } = start([...GRID, "--threads", "1", "--queue", cable, "--store", store, "--out", out]);
    await new Promise<void>((resolve) => child.stderr?.on("data", (chunk: Buffer) => chunk.includes("[1/") && resolve()));
    link.cut();
    // Two leases: what the one was at goes to the other.
    await new Promise((resolve) => setTimeout(resolve, 9000));
    link.mend();
    const { status, stderr } = await finished;
    expect({ status, stderr }).toMatchObject({ status: EXIT.inconclusive });
    expect(await textOf(out)).toBe(await textOf(alone()));
  });

  test.runIf(MOUNTS)("a shared folder that is full is waited for, and told of; with room again what waits is written", async () => {
    using disk = smallDisk(join(folder(), "disk"), "1m");
    const notes: string[] = [];
    const filled = Promise.withResolvers<void>();
    const note = (text: string): void => {
      notes.push(text);
      filled.resolve();
    };
    const store = await openSharedStore(disk.folder, { onDamage: () => undefined, note });
    await store.write("before", { json: 1 });
    const filler = join(disk.folder, "filler");
    writeFileSync(filler, Buffer.alloc(900 * 1024));
    const written = store.write("big", { json: "x".repeat(300_000) });
    await filled.promise;
    // Meanwhile it is read from, and that it is full is said once.
    expect((await store.read("before"))?.json).toBe(1);
    rmSync(filler);
    await written;
    expect((await store.read("big"))?.json).toHaveLength(300_000);
    expect(notes).toEqual([
      `The store ${disk.folder} is full (ENOSPC): free some space. Waiting for it, at most 10 minutes.`,
      `The store ${disk.folder} has room again.`,
    ]);
  });

  test.runIf(MOUNTS)("who waits for a full folder may be stopped", async () => {
    using disk = smallDisk(join(folder(), "disk"), "64k");
    const stop = new AbortController();
    const store = await openSharedStore(disk.folder, { onDamage: () => undefined, note: () => stop.abort() }, stop.signal);
    await expect(store.write("big", { json: "x".repeat(300_000) })).rejects.toMatchObject({ code: "aborted" });
  });

  test.runIf(MOUNTS && HAS_S3)("a machine whose disk is full goes on with a store on S3", async () => {
    await using redis = await TestRedis.start();
    await using s3 = await TestS3.start();
    const home = folder();
    const out = join(home, "run");
    using disk = smallDisk(join(home, "disk"), "64k");
    const env = { ...process.env, ...s3.environment };
    machines.work(redis.url, "full", s3.address, [], { env: { ...env, DISENTANGLE_STORE_CACHE: disk.folder } });
    const { status, stderr } = await run([...GRID, "--threads", "1", "--queue", redis.url, "--store", s3.address, "--out", out], {
      // Not even a folder can be made there.
      env: { ...env, DISENTANGLE_STORE_CACHE: "/proc/cache" },
    });
    expect({ status, stderr }).toMatchObject({
      status: EXIT.inconclusive,
      stderr: expect.stringMatching(/Copies of s3:.* cannot be kept on this machine/),
    });
    expect(await textOf(out)).toBe(await textOf(alone()));
  });
});

/** A disk of its own that is soon full. */
function smallDisk(path: string, size: string): Disposable & { readonly folder: string } {
  mkdirSync(path);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path]);
  return {
    folder: path,
    [Symbol.dispose]() {
      // Workers may still be at it.
      execFileSync("umount", ["--lazy", path]);
    },
  };
}
