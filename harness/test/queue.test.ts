import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readResult, type RunResult } from "@disentangle/artifacts";
import { describe, expect, test } from "vitest";
import { HAS_REDIS, TestRedis } from "../../packages/queue/test/redis.ts";
import { HAS_S3, TestS3 } from "../../packages/store-s3/test/s3-server.ts";
import { EXIT } from "../src/process/exit.ts";
import { folder, run, start } from "./command.ts";
import { GRID, textOf, useMachines } from "./several-machines.ts";

/** A training that takes long enough to be disturbed. */
const LONG = ["--sizes", "1000"];

const until = async <T>(look: () => T | undefined): Promise<T> => {
  for (let i = 0; i < 6000; i++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not happen.");
};

describe.runIf(HAS_REDIS)("a run on several machines (needs redis-server)", { timeout: 900_000 }, () => {
  const { machines, alone } = useMachines();

  test("three workers and a folder give the bytes that one process gives, and the report says who did what", async () => {
    await using redis = await TestRedis.start("a-secret");
    const home = folder();
    const [store, out] = [join(home, "artifacts"), join(home, "run")];
    for (const name of ["one", "two", "three"]) machines.work(redis.url, name, store);
    const coordinator = start([...GRID, "--threads", "1", "--queue", redis.url, "--store", store, "--out", out]);
    const pid = coordinator.process.pid as number;
    await until(() => (readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("disentangle") ? true : undefined));
    const { status, stderr, stdout } = await coordinator.finished;
    expect({ status, stderr }).toMatchObject({ status: EXIT.inconclusive });
    expect(await textOf(out)).toBe(await textOf(alone()));
    const { timing, artifacts }: RunResult = await readResult(join(out, "result.json"));
    expect(artifacts).toEqual((await readResult(join(alone(), "result.json"))).artifacts);
    expect(timing.tasks.every(({ machine }) => ["one", "two", "three"].includes(machine ?? ""))).toBe(true);
    expect(readFileSync(join(out, "report", "index.html"), "utf8")).toMatch(/Machines[^]*one/);
    const written = readdirSync(out).map((name) => (name === "report" ? "" : readFileSync(join(out, name), "utf8")));
    expect([stderr, stdout, ...written].join("\n")).not.toContain("a-secret");
    // All that descends from the worker's command computes: it has neither the address nor the password.
    for (const { process: child } of machines.started) {
      const list = (...more: string[]): string[] =>
        execFileSync("ps", ["-o", "pid=,args=", ...more], { encoding: "utf8" })
          .trim()
          .split("\n");
      const [command = ""] = list("--ppid", String(child.pid));
      const all = [
        ...list("-p", String(child.pid)),
        command,
        ...execFileSync("ps", ["e", "-o", "args=", "--ppid", command.trim().split(" ")[0] ?? ""], { encoding: "utf8" }).split("\n"),
      ];
      expect(command).toContain("command.ts");
      expect(all.join("\n")).not.toContain("a-secret");
    }
  });

  test.runIf(HAS_S3)("so do three and a store on S3, which is away for a while", async () => {
    await using redis = await TestRedis.start();
    await using s3 = await TestS3.start();
    const home = folder();
    const env = { ...process.env, ...s3.environment, DISENTANGLE_STORE_CACHE: mkdtempSync(join(home, "cache-")) };
    const out = join(home, "run");
    for (const name of ["one", "two", "three"]) machines.work(redis.url, name, s3.address, [], { env });
    const { process: child, finished } = start([...GRID, "--threads", "1", "--queue", redis.url, "--store", s3.address, "--out", out], {
      env,
    });
    await new Promise<void>((resolve) => child.stderr?.on("data", (chunk: Buffer) => chunk.includes("[1/") && resolve()));
    await s3.stop();
    await new Promise((resolve) => setTimeout(resolve, 8000));
    await s3.start();
    const { status, stderr } = await finished;
    expect({ status, stderr }).toMatchObject({ status: EXIT.inconclusive });
    expect(await textOf(out)).toBe(await textOf(alone()));
  });

  test.runIf(HAS_S3)("a machine ends at once where its bucket is missing", async () => {
    await using redis = await TestRedis.start();
    await using s3 = await TestS3.start();
    const env = { ...process.env, ...s3.environment, DISENTANGLE_STORE_CACHE: folder() };
    const { status, stderr } = await run(["work", "--queue", redis.url, "--store", "s3://elsewhere/artifacts"], { env });
    expect(status).toBe(EXIT.failed);
    expect(stderr).toMatch(/s3:\/\/elsewhere.* failed \(404 NoSuchBucket\)\. Make the bucket, or name another one\.\n$/);
  });

  test("a worker killed in a training is followed by another, which goes on from the last epoch", async () => {
    await using redis = await TestRedis.start();
    const home = folder();
    const [store, out] = [join(home, "artifacts"), join(home, "run")];
    const one = machines.work(redis.url, "one", store);
    const coordinator = start([...GRID, ...LONG, "--queue", redis.url, "--store", store, "--out", out, "--json"]);
    await until(() =>
      readdirSync(home).includes("artifacts") && readdirSync(store).some((name) => name.endsWith("-checkpoint.safetensors"))
        ? true
        : undefined,
    );
    one.kill("SIGKILL");
    const killed = Date.now();
    machines.work(redis.url, "two", store);
    const { status, stderr } = await coordinator.finished;
    expect({ status, stderr }).toMatchObject({ status: EXIT.inconclusive });
    const events = stderr.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Record<string, unknown>] : []));
    const epochs = events.filter(({ type, machine }) => type === "task-advanced" && machine === "two").map(({ detail }) => String(detail));
    expect(epochs.find((detail) => detail.startsWith("epoch"))).not.toMatch(/^epoch 1\//);
    const taken = events.find(({ type, machine, detail }) => type === "task-advanced" && machine === "two" && detail !== undefined);
    // Lease and look for lost leases take 4 s each, planning some more.
    expect(Date.parse(String(taken?.["time"])) - killed).toBeLessThan(120_000);
  });

  test("a coordinator that is killed goes on with the same command; a folder that is gone for a while is waited for", async () => {
    await using redis = await TestRedis.start();
    const home = folder();
    const [store, out] = [join(home, "artifacts"), join(home, "run")];
    machines.work(redis.url, "one", store);
    const args = [...GRID, "--threads", "1", "--queue", redis.url, "--store", store, "--out", out];
    const first = start(args);
    await new Promise<void>((resolve) => first.process.stderr?.on("data", (chunk: Buffer) => chunk.includes("[1/") && resolve()));
    first.process.kill("SIGKILL");
    await first.finished;
    const second = start(args);
    await new Promise<void>((resolve) =>
      second.process.stderr?.on("data", (chunk: Buffer) => chunk.includes("already there") && resolve()),
    );
    renameSync(store, `${store}-away`);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    renameSync(`${store}-away`, store);
    const { status, stderr } = await second.finished;
    expect({ status, stderr }).toMatchObject({ status: EXIT.inconclusive });
    expect(await textOf(out)).toBe(await textOf(alone()));
  });

  test("a worker with other code, another store or another backend refuses, and both sides are named", async () => {
    await using redis = await TestRedis.start();
    const home = folder();
    const store = join(home, "artifacts");
    const plugin = join(home, "pgd.mjs");
    const source = new URL("../../plugins/attack-pgd-linf/src/index.ts", import.meta.url).href;
    writeFileSync(plugin, `import pgd from ${JSON.stringify(source)};\nexport default { ...pgd, name: "another-pgd" };\n`);
    const args = [...GRID, "--queue", redis.url, "--store", store, "--out", join(home, "run")];
    machines.work(redis.url, "elsewhere", join(home, "other"));
    const first = await run(args);
    expect(first.status).toBe(EXIT.usage);
    expect(first.stderr).toMatch(/elsewhere refuses: its store .*other is .*, the coordinator's is .*: name the same one/);
    machines.started[0]?.process.kill("SIGKILL");
    machines.work(redis.url, "changed", store, ["--plugin", plugin]);
    machines.work(redis.url, "gpu", store, ["--backend", "cpu"]);
    const second = await run(args);
    expect(second.status).toBe(EXIT.usage);
    expect(second.stderr).toMatch(
      /changed refuses: .*@disentangle\/attack-pgd-linf is absent here, .* at the coordinator; another-pgd is .* here, absent at/,
    );
    expect(second.stderr).toMatch(/gpu refuses: it computes on cpu alone \(--backend\), the run is on simd/);
  });

  test("the status of the queue is told to people and programs", async () => {
    await using redis = await TestRedis.start();
    machines.work(redis.url, "one", join(folder(), "artifacts"), ["--only", "train,error"]);
    const look = async (): Promise<{ machines: { kinds: string[] }[] }> =>
      JSON.parse((await run(["status", "--queue", redis.url, "--json"])).stdout) as never;
    let seen = await look();
    // It takes up its kinds one after the other.
    while ((seen.machines[0]?.kinds.length ?? 0) < 2) seen = await look();
    expect(seen.machines).toMatchObject([{ machine: "one", slots: 1, kinds: ["train", "error"], done: 0 }]);
    const { stdout } = await run(["status"], { env: { ...process.env, DISENTANGLE_QUEUE: redis.url } });
    expect(stdout).toMatch(/1 machine, 0 tasks in the last minute[^]*one +1 +any +train,error/);
  });

  test("a wrong address, a wrong kind and --workers beside --queue are refused before anything runs", async () => {
    const store = ["--store", join(folder(), "artifacts")];
    for (const [args, words] of [
      [["work", "--queue", "redis://:pass-word@h/x", ...store], /The queue's address names a database that is no number/],
      [["work", "--queue", "redis://h", "--only", "trains", ...store], /no tasks of the kind "trains".*train/],
      [["status"], /No queue is named.*DISENTANGLE_QUEUE/],
      [["--queue", "redis://h", "--workers", "2"], /contradiction: --workers are processes of this machine/],
      [["work", "--queue", "redis://127.0.0.1", "--store", "s3://B"], /The store's address names no bucket/],
    ] as const) {
      const { status, stderr } = await run(args);
      expect(status).toBe(EXIT.usage);
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain("pass-word");
    }
  });
});
