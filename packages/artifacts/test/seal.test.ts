import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ArtifactStore, KEY_VARIABLE, stored, writeThrough, type Damage } from "../src/index.ts";

const SECRET = "correct horse battery staple";
const CONTENT = { json: { rate: 0.5 }, tensors: { points: stored(Float32Array.of(1, 2)) } };
/** Makes a pipe with a name (coreutils). */
const MKFIFO = "mkfifo";
const damages: Damage[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "seal-"));
  damages.length = 0;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function open(): ArtifactStore {
  return new ArtifactStore(folder, { onDamage: (damage) => damages.push(damage) });
}

describe("the seal with a secret", () => {
  test("is read with the same secret, and by nobody without it, who is told so and replaces nothing", async () => {
    vi.stubEnv(KEY_VARIABLE, SECRET);
    await open().write("a", CONTENT);
    expect(await open().read("a")).toEqual(CONTENT);
    for (const other of [undefined, "another secret of some length"]) {
      vi.stubEnv(KEY_VARIABLE, other);
      await expect(open().read("a")).rejects.toThrow(/sealed with (a|another) secret\. Set DISENTANGLE_KEY/);
    }
    expect(damages).toEqual([]);
  });

  test("what was written without it, or changed, or is that of another key, is computed again", async () => {
    await open().write("forged", CONTENT);
    vi.stubEnv(KEY_VARIABLE, SECRET);
    const store = open();
    await store.write("a", CONTENT);
    const bytes = await readFile(store.path("a"));
    await writeFile(store.path("b"), bytes);
    for (let at = 8 + 31; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(store.path("a"), changed);
      // A changed name of the secret stops the run instead: it cannot be told from that of others.
      expect(await store.read("a").catch((error: Error) => (/another secret/.test(error.message) ? undefined : error))).toBeUndefined();
    }
    damages.length = 0;
    expect([await store.read("forged"), await store.read("b")]).toEqual([undefined, undefined]);
    expect(damages.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("anybody could have written it"),
      expect.stringContaining("the artifact of another key"),
    ]);
  });

  test.each(["", "short"])("a secret such as %j is refused", async (secret) => {
    vi.stubEnv(KEY_VARIABLE, secret);
    await expect(open().write("a", CONTENT)).rejects.toThrow(/DISENTANGLE_KEY has \d characters.*unset it/);
  });
});

describe.runIf(process.platform !== "win32")("what has the name of a file and is none", () => {
  test.each([
    ["a folder", (path: string) => mkdirSync(path)],
    ["a pipe", (path: string) => spawnSync(MKFIFO, [path])],
    ["a link that leads back to itself", (path: string) => symlinkSync(path, path)],
  ])("%s in place of an artifact is named at once", async (what, make) => {
    const store = open();
    make(store.path("a"));
    await expect(store.read("a")).rejects.toThrow(new RegExp(`In place of the file .*a\\.safetensors there is ${what}\\. Remove it`));
  });

  test("a socket, too", async () => {
    const store = open();
    const server = createServer().listen(store.path("a"));
    await expect(store.read("a")).rejects.toThrow(/there is a socket\. Remove it/);
    server.close();
  });

  test("a folder is not written over", async () => {
    const store = open();
    mkdirSync(store.path("a"));
    await expect(store.write("a", CONTENT)).rejects.toThrow(/there is a folder\. Remove it/);
  });

  test("a link is written through, and stays", async () => {
    const [target, link] = [join(folder, "target.csv"), join(folder, "link.csv")];
    await writeFile(target, "old");
    symlinkSync(target, link);
    await writeThrough(link, pieces());
    expect([await readFile(target, "utf8"), await readFile(link, "utf8")]).toEqual(["onetwo", "onetwo"]);
    const nowhere = join(folder, "nowhere.csv");
    symlinkSync(join(folder, "made.csv"), nowhere);
    await writeThrough(nowhere, pieces());
    expect(await readFile(join(folder, "made.csv"), "utf8")).toBe("onetwo");
  });

  test("a pipe is written to where somebody reads it", async () => {
    const pipe = join(folder, "pipe");
    spawnSync(MKFIFO, [pipe]);
    const read = readFile(pipe, "utf8");
    await writeThrough(pipe, pieces());
    expect(await read).toBe("onetwo");
  });

  test("a pipe that nobody reads is given up", async () => {
    const pipe = join(folder, "pipe");
    spawnSync(MKFIFO, [pipe]);
    await expect(writeThrough(pipe, pieces())).rejects.toThrow(/ENXIO/);
  });
});

async function* pieces(): AsyncGenerator<string> {
  yield "one";
  yield "two";
}
