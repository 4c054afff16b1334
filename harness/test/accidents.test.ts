import { spawn } from "node:child_process";
import { existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { folder, run, start, TINY } from "./command.ts";

const OPS = import.meta.resolve("@disentangle/ops");
let plugins = "";

/** An attack that does something to the process when it is made. */
function hostile(name: string, deed: string): string {
  const path = join(plugins, `${name}.mjs`);
  writeFileSync(
    path,
    `import { LINF } from ${JSON.stringify(OPS)};
const make = async () => { ${deed} };
const about = { title: "Hostile", summary: "Does harm." };
export default { name: "hostile", version: "1.0.0", contract: 2, offers: [{ kind: "attack", id: "hostile", about, configure: () => ({ options: {}, make }) }] };
const attack = { id: "hostile", norm: LINF, bounded: true, perturb: async () => { throw new Error("unused"); } };
`,
  );
  return path;
}

beforeAll(() => {
  plugins = folder();
});

describe.concurrent("whatever ends a run by accident ends it with 4 and a line", { timeout: 120_000 }, () => {
  test.each([
    [
      "a stray exception",
      'setTimeout(() => { throw new Error("late"); }); await new Promise(() => setInterval(() => {}, 1000));',
      /late \(at /,
    ],
    ["a stray rejection", 'Promise.reject(new Error("nobody")); await new Promise(() => setInterval(() => {}, 1000));', /nobody \(at /],
    ["what is no error", "setTimeout(() => { throw undefined; }); await new Promise(() => setInterval(() => {}, 1000));", /unexpectedly/],
    [
      "a promise that never settles",
      "await new Promise(() => {});",
      /"making the attack hostile of hostile" waits for something that never/,
    ],
    ["an exit with 0", "process.exit(0);", /ended with status 0 in the midst of it/],
    ["an exit with a verdict's status", "process.reallyExit(20);", /ended with status 20 in the midst of it/],
    [
      "a status of its own",
      'process.send({ status: "gone" }); process.send("gone", () => process.exit(0)); await new Promise(() => setInterval(() => {}, 1000));',
      /ended with status 0 in the midst of it/,
    ],
    ["a signal", 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});', /was ended by SIGKILL/],
  ])("%s", async (name, deed, words) => {
    const plugin = hostile(name.replaceAll(/\W/g, "-"), deed);
    const { status, stdout, stderr } = await run([...TINY, "--plugin", plugin, "--attack", "hostile", "--out", join(folder(), "run")]);
    expect({ status, stdout }).toEqual({ status: 4, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test.runIf(process.platform === "linux")(
    "a full device instead of standard output, but not one instead of standard error (needs /dev/full)",
    async () => {
      const lost = await runInto({ stdout: "/dev/full" });
      expect([lost.status, lost.stderr]).toEqual([4, expect.stringContaining("io: Standard output could not be written (ENOSPC)")]);
      expect((await runInto({ stderr: "/dev/full" })).status).toBe(0);
    },
  );
});

test("a plugin that ends by the signal's own error was interrupted, and did not fail", async () => {
  const begun = join(folder(), "begun");
  const plugin = hostile(
    "obedient",
    `attack.perturb = async (problem, random, signal) => {
      const busy = setInterval(() => {}, 1000);
      process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(begun)}, "");
      await new Promise((stopped) => signal.addEventListener("abort", stopped));
      clearInterval(busy);
      signal.throwIfAborted();
    };
    return attack;`,
  );
  const { process: child, finished } = start([...TINY, "--plugin", plugin, "--attack", "hostile", "--out", join(folder(), "run")]);
  await vi.waitUntil(() => existsSync(begun), { timeout: 50_000 });
  child.kill("SIGTERM");
  const { status, stderr } = await finished;
  expect(status).toBe(130);
  expect(stderr).toMatch(/aborted: The run was interrupted/);
  expect(stderr).not.toContain("crashed");
});

test("a timer that a plugin leaves open keeps nobody waiting", async () => {
  const plugin = hostile("timer", "setInterval(() => {}, 1000); return attack;");
  const { status } = await run([...TINY, "--plugin", plugin, "--attack", "hostile", "--dry-run", "--out", join(folder(), "run")]);
  expect(status).toBe(0);
});

test("a reader that has seen enough is no failure", async () => {
  const { process: child, finished } = start(["list"]);
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect((await finished).status).toBe(0);
});

test.runIf(process.platform !== "win32").each(["SIGTERM", "SIGHUP"] as const)("%s is heard in an endless loop", async (signal) => {
  const plugin = hostile(`loop-${signal}`, 'process.stderr.write("for ever"); for (;;);');
  const { process: child, finished } = start([...TINY, "--plugin", plugin, "--attack", "hostile", "--out", join(folder(), "run")]);
  child.stderr?.on("data", (chunk: Buffer) => {
    if (chunk.toString().includes("for ever")) child.kill(signal);
  });
  const { status, stderr } = await finished;
  expect(status).toBe(130);
  expect(stderr).toMatch(/aborted: The command did not stop, so it was ended/);
});

/** Runs `list` with a stream into that device. */
async function runInto(to: { readonly stdout?: string; readonly stderr?: string }): Promise<{ status: number | null; stderr: string }> {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const stream = (path: string | undefined): number | "pipe" => (path === undefined ? "pipe" : openSync(path, "w"));
  const child = spawn(process.execPath, ["--conditions=@disentangle/source", main, "list", "attack"], {
    stdio: ["ignore", stream(to.stdout), stream(to.stderr)],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout?.resume();
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stderr })));
}
