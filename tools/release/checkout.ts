import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { must } from "./command.ts";
import type { Registry } from "./registry.ts";

const ROOT = join(import.meta.dirname, "../..");
export const PNPM: readonly string[] = ["npx", "--yes", "pnpm@12.21.0"];
const AUTHOR = ["-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@localhost"];

/**
 * A copy of this checkout that may be released from: what git knows or would know, installed.
 *
 * @param built whether what is built here comes along, so that packing has less to do
 */
export async function copyCheckout(target: string, registry: Registry, built: boolean): Promise<void> {
  const list = (...args: string[]): string[] =>
    execFileSync("git", ["ls-files", "-z", ...args], { cwd: ROOT, encoding: "utf8", maxBuffer: 1e8 })
      .split("\0")
      .filter((path) => path !== "" && existsSync(join(ROOT, path)));
  const outputs = built
    ? list("-o", "-i", "--exclude-standard", "--directory").filter((path) => /^(packages|plugins|harness)\/.*\b(dist|build)\/$/.test(path))
    : [];
  for (const path of [...list("-c", "-o", "--exclude-standard"), ...outputs]) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(ROOT, path), join(target, path), { recursive: true, preserveTimestamps: true });
  }
  await must(["git", "init", "--quiet", "--initial-branch=main"], { cwd: target });
  await commit(target, "Start");
  // With the lock file as it is, and then everything else from the registry under test.
  await must([...PNPM, "install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts"], { cwd: target });
  registry.use(target);
}

/**
 * Releases what changed, with the scripts that people release with.
 *
 * @param changed packages of which a minor release is asked, by name
 * @returns the version that is out
 */
export async function release(checkout: string, changed: readonly string[]): Promise<string> {
  if (changed.length > 0) {
    const lines = changed.map((name) => `"${name}": minor`);
    writeFileSync(join(checkout, ".changeset/rehearsal.md"), `---\n${lines.join("\n")}\n---\n\nA rehearsal.\n`);
    await commit(checkout, "Ask for a release");
  }
  await must([...PNPM, "run", "version"], { cwd: checkout });
  await commit(checkout, "Version");
  await must([...PNPM, "run", "release"], { cwd: checkout });
  const manifest = await must(["node", "--print", `require("./harness/package.json").version`], { cwd: checkout });
  return manifest.trim();
}

async function commit(cwd: string, message: string): Promise<void> {
  await must(["git", "add", "--all"], { cwd });
  await must(["git", ...AUTHOR, "commit", "--quiet", "--no-verify", "--message", message], { cwd });
}
