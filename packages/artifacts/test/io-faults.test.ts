import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ArtifactStore, stored, writeFileAtomic } from "../src/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "artifacts-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const source = join(import.meta.dirname, "../src/index.ts");
/** Writes 200 kB under the key `big` of the store in the folder given, and prints the fault. */
const WRITE_BIG = `
  const { ArtifactStore, stored } = await import(process.argv[2]);
  try {
    const store = new ArtifactStore(process.argv[1]);
    await store.write("big", { tensors: { a: stored(new Float32Array(50_000)) } });
    console.log("written");
  } catch (error) { console.log(error.code, error.message); }`;
const node = [process.execPath, "--conditions=@disentangle/source", "--input-type=module", "-e", WRITE_BIG];

/** Runs a command with mounts of its own (util-linux). */
const UNSHARE = "unshare";
/** Whether a small file system of its own can be mounted here (Linux with user namespaces). */
const mounts = spawnSync(UNSHARE, ["-rm", "mount", "-t", "tmpfs", "tmpfs", tmpdir()]).status === 0;
/**
 * No folder is read-only for the superuser, who gives that up (util-linux); to be another user would not do
 * where this checkout is for the superuser alone.
 */
const bound = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

describe("a folder that cannot be written to is a fault that names it and the way to mend it", () => {
  test.skipIf(!mounts)("a full disk; what was finished stays readable", async () => {
    const script = `mount -t tmpfs -o size=128k tmpfs "$1" && "\${@:2:1}" "\${@:3:3}" "$6" "$1" "$7"; ls -A "$1"`;
    const { stdout } = spawnSync(UNSHARE, ["-rm", "bash", "-c", script, "bash", folder, ...node, source], { encoding: "utf8" });
    expect(stdout).toMatch(/^io Writing big\.safetensors in .*artifacts-\w+ failed \(ENOSPC\)\. The disk is full: free some space/);
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  test("a folder without permission to write", async () => {
    await chmod(folder, 0o555);
    const [command, ...args] = [...bound, ...node] as [string, ...string[]];
    const { stdout, stderr } = spawnSync(command, [...args, folder, source], { encoding: "utf8" });
    expect(stdout, stderr).toMatch(
      /^io Writing big\.safetensors in .* failed \(EACCES\)\. The folder cannot be written to: change its permissions/,
    );
    await chmod(folder, 0o755);
  });

  test("a folder that is a file, or that went away", async () => {
    const path = join(folder, "file");
    await writeFile(path, "x");
    expect(() => new ArtifactStore(path)).toThrow(/Opening the artifacts in .*file failed \(EEXIST\)\. The folder is gone or not a folder/);
    // Of a new folder there the system says that its parent is missing, over and over.
    if (existsSync("/proc/self")) expect(() => new ArtifactStore("/proc/nothing/here")).toThrow(/failed \(ENOENT\)/);
    const store = new ArtifactStore(join(folder, "gone"));
    await rm(store.folder, { recursive: true });
    const error = await store.write("a", { tensors: { a: stored(new Uint8Array(1)) } }).catch((thrown: unknown) => thrown);
    expect(Fault.is(error, "io") && error.value).toBe(store.folder);
  });

  test("a write that fails leaves the old file as it was", async () => {
    const path = join(folder, "result.json");
    await writeFileAtomic(path, "old");
    const error = await writeFileAtomic(path, { length: 1 } as unknown as Uint8Array).catch((thrown: unknown) => thrown);
    expect(Fault.is(error, "io")).toBe(true);
    expect(await readFile(path, "utf8")).toBe("old");
  });
});
