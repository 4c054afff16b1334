import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A run small enough for a test: one model of 100 images, 20 attacked images. */
export const TINY: readonly string[] = ["--profile", "smoke", "--sizes", "100", "--attacked", "20", "--test-images", "200"];

/** What a finished command left. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts the command line as a person would. */
export function start(
  args: readonly string[],
  options: CommandOptions = {},
): { readonly process: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(process.execPath, ["--conditions=@disentangle/source", MAIN, ...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject).on("close", (status) => resolve({ status, stdout, stderr }));
  });
  return { process: child, finished };
}

/** Runs the command line to its end. */
export function run(args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
  return start(args, options).finished;
}

const folders: string[] = [];
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

/** An empty folder of its own, which is gone after the last test of the file. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "disentangle-harness-"));
  folders.push(made);
  return made;
}
