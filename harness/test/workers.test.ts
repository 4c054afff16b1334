import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, run, start, TINY } from "./command.ts";

const args = (out: string, ...more: string[]): string[] => [...TINY, "--sizes", "100,200", "--claims", "1,2", "--out", out, ...more];

/** All of a result but its times and the number of workers. */
async function resultOf(out: string): Promise<unknown> {
  const { timing: _times, settings, ...rest } = await readResult(join(out, "result.json"));
  const { workers: _workers, threads: _threads, backend, ...asked } = settings;
  const { threads: _own, ...detail } = backend.detail;
  return { ...rest, command: "", settings: { ...asked, backend: { ...backend, detail } } };
}

/** Processes of this machine that the process of that number started. */
function childrenOf(parent: number): number[] {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim();
    return children === "" ? [] : children.split(" ").map(Number);
  } catch {
    return [];
  }
}

/** Those that compute tasks for a command: children of its process, which another one looks after. */
function workersOf(command: number): number[] {
  return childrenOf(command).flatMap(childrenOf);
}

const waitFor = async <T>(look: () => T | undefined): Promise<T> => {
  for (let i = 0; i < 9000; i++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("It did not happen.");
};

describe("worker processes", { timeout: 400_000 }, () => {
  const alone = join(folder(), "run");
  beforeAll(async () => {
    const { status, stderr } = await run(args(alone, "--workers", "0"));
    if (status !== 21) throw new Error(stderr);
  }, 120_000);

  test.each([1, 2, 4])("%i of them give the bytes that one process gives", async (count) => {
    const out = join(folder(), "run");
    const { status, stderr } = await run(args(out, "--workers", String(count)));
    expect(status).toBe(21);
    expect(stderr).toContain(`in ${count} worker process${count === 1 ? "" : "es"}`);
    expect(await resultOf(out)).toEqual(await resultOf(alone));
  });

  test.runIf(process.platform === "linux")("one that is killed costs its task one more try (needs /proc)", async () => {
    const out = join(folder(), "run");
    const { process: child, finished } = start(args(out, "--sizes", "1500", "--workers", "1"));
    const worker = await waitFor(() => workersOf(child.pid as number)[0]);
    await waitFor(() =>
      readdirSync(join(out, "..", "artifacts")).some((name) => name.endsWith("-checkpoint.safetensors")) ? true : undefined,
    );
    process.kill(worker, "SIGKILL");
    const { status, stderr } = await finished;
    expect({ status, stderr }).toMatchObject({ status: 21 });
  });

  test.runIf(process.platform === "linux")("one that dies twice ends the run with a clear fault (needs /proc)", async () => {
    const out = join(folder(), "run");
    const { process: child, finished } = start(args(out, "--sizes", "2000", "--workers", "1"));
    let last = 0;
    for (let i = 0; i < 2; i++) {
      const worker = await waitFor(() => workersOf(child.pid as number).find((pid) => pid !== last));
      const busy = (): true | undefined =>
        readdirSync(join(out, "..", "artifacts")).some((name) => name.endsWith("-checkpoint.safetensors")) ? true : undefined;
      await waitFor(busy);
      process.kill(worker, "SIGKILL");
      last = worker;
    }
    const { status, stderr } = await finished;
    expect(status).toBe(4);
    expect(stderr).toMatch(/crashed: The process that computed "train cnn normal N=2000 #0" died 2 times: .*--workers/);
  });

  test.runIf(process.platform === "linux")("all end with the process that started them, however it ends (needs /proc)", async () => {
    const out = join(folder(), "run");
    const { process: child, finished } = start(args(out, "--sizes", "2000,4000", "--workers", "2"));
    const workers = await waitFor(() => {
      const found = workersOf(child.pid as number);
      return found.length === 2 ? found : undefined;
    });
    child.kill("SIGKILL");
    await finished;
    const alive = (pid: number): boolean => {
      try {
        return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
      } catch {
        return false;
      }
    };
    await waitFor(() => (workers.some(alive) ? undefined : true));
  });

  test("that are caught in an endless loop are killed", async () => {
    const plugin = join(folder(), "stuck.mjs");
    const ops = new URL("../../packages/ops/src/index.ts", import.meta.url).href;
    const text = `import { LINF } from ${JSON.stringify(ops)};
const perturb = async () => { process.stderr.write("for ever"); for (;;); };
const make = async () => ({ id: "stuck", norm: LINF, bounded: true, perturb });
const about = { title: "Stuck", summary: "Never ends." };
export default { name: "stuck", version: "1.0.0", contract: 2, offers: [{ kind: "attack", id: "stuck", about, configure: () => ({ options: {}, make }) }] };`;
    writeFileSync(plugin, text);
    const { process: child, finished } = start([
      ...TINY,
      "--claims",
      "4",
      "--workers",
      "1",
      "--plugin",
      plugin,
      "--attack",
      "stuck",
      "--out",
      join(folder(), "run"),
    ]);
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("for ever")) child.kill("SIGINT");
    });
    expect((await finished).status).toBe(130);
  });

  test("are stopped by an interrupt, and the run goes on later", async () => {
    const out = join(folder(), "run");
    const { process: child, finished } = start(args(out, "--sizes", "100,4000", "--workers", "2"));
    child.stderr?.on("data", (chunk: Buffer) => {
      if (/\[1\//.test(chunk.toString())) child.kill("SIGINT");
    });
    const { status, stderr } = await finished;
    expect(status).toBe(130);
    expect(stderr).toMatch(/interrupted/);
  });
});
