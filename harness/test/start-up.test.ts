import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { folder } from "./command.ts";

const SPY = `import { registerHooks } from "node:module";
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
process.on("exit", () => process.stderr.write(loaded.join("\\n")));`;
const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Modules that the command line loads. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const hook = `data:text/javascript,${encodeURIComponent(SPY)}`;
  const { stderr } = await promisify(execFile)(process.execPath, ["--import", hook, "--conditions=@disentangle/source", MAIN, ...args]);
  return stderr.split("\n");
}

const some = (urls: readonly string[], words: string): boolean => urls.some((url) => url.includes(words));

describe("the command line loads what is asked for", () => {
  test("no tensors and no plugins for help", async () => {
    const loaded = await loadedBy("--help");
    expect(some(loaded, "/commander/")).toBe(true);
    for (const words of ["tensorflow", "/plugins/", "/packages/ops/", "/valibot/"]) expect(some(loaded, words), words).toBe(false);
  });

  test("the plugins of the run, and nothing that only running takes, for a plan", async () => {
    const loaded = await loadedBy("--profile", "smoke", "--claims", "2", "--dry-run", "--out", join(folder(), "run"));
    for (const words of ["backend-simd/", "dataset-fonts/", "attack-pgd-linf/"]) expect(some(loaded, words), words).toBe(true);
    for (const words of ["backend-webgpu/", "dataset-images/", "attack-cw-l2/", "manifold-vae-gan/", "/packages/report/", "undici"]) {
      expect(some(loaded, words), words).toBe(false);
    }
  });
});
