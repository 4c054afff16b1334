import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { throwIfAborted } from "@disentangle/core";
import { expect, test } from "vitest";
import { FileCache, locked } from "../src/index.ts";
import { sendFile, serve } from "./file-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const content = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 31) % 253);
const hash = `sha256-${createHash("sha256").update(content).digest("base64")}`;
const script = fileURLToPath(new URL("./fetch-alone.ts", import.meta.url));
const run = promisify(execFile);

const fetchAlone = (folder: string, url: string): Promise<{ stdout: string }> =>
  run(process.execPath, ["--conditions=@disentangle/source", script, folder, url, String(content.length), hash]);

test("of processes that fetch the same file at once, one downloads it and all have it", async () => {
  await using folder = await temporaryFolder();
  await using server = await serve((request, response) => void setTimeout(() => sendFile(content, request, response), 700));
  const paths = await Promise.all([0, 1, 2].map(() => fetchAlone(folder.path, server.url)));
  expect(new Set(paths.map(({ stdout }) => stdout)).size).toBe(1);
  expect(server.requests).toHaveLength(1);
  expect(new Uint8Array(await readFile((paths[0] as { stdout: string }).stdout))).toEqual(content);
  expect(await readdir(join(folder.path, "toys"))).toEqual(["data.bin"]);
});

test("the lock of a process that died is taken over", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "data.bin");
  await mkdir(`${path}.lock`);
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(`${path}.lock`, longAgo, longAgo);
  expect(await locked(path, async () => "done")).toBe("done");
  expect(await readdir(folder.path)).toEqual([]);
});

test("whoever loses a lock is told so, not that the caller asked to stop", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "data.bin");
  const work = locked(path, async (signal) => {
    await rm(`${path}.lock`, { recursive: true });
    await once(signal, "abort");
    throwIfAborted(signal);
  });
  await expect(work).rejects.toMatchObject({ code: "io", mend: expect.stringContaining("again") });
});

test("whoever waits for a lock can be stopped", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "data.bin");
  await locked(path, async () => {
    const abort = new AbortController();
    const second = locked(path, async () => "never", { signal: abort.signal, waiting: () => abort.abort() });
    await expect(second).rejects.toMatchObject({ code: "aborted" });
  });
});

test.skipIf(!existsSync("/dev/full"))("a full disk ends a fetch with one clear message", async () => {
  await using folder = await temporaryFolder();
  await using server = await serve((request, response) => sendFile(content, request, response));
  const cache = new FileCache({ folder: folder.path, offline: false });
  await mkdir(cache.folderOf("toys"));
  await symlink("/dev/full", join(cache.folderOf("toys"), "data.bin.part"));
  const file = { name: "data.bin", url: server.url, bytes: content.length, hash };
  const set = { dataset: "toys", title: "TOYS", source: "example.org", licence: "CC0", files: [file] };
  await expect(cache.fetch(set)).rejects.toMatchObject({ code: "io", message: expect.stringContaining("The disk is full") });
  expect(await readdir(cache.folderOf("toys"))).toEqual(["data.bin.part"]);
});

test("what cannot fit on the disk is not begun", async () => {
  await using folder = await temporaryFolder();
  await using server = await serve((request, response) => sendFile(content, request, response));
  const file = { name: "data.bin", url: server.url, bytes: 1e17, hash };
  const set = { dataset: "toys", title: "TOYS", source: "example.org", licence: "CC0", files: [file] };
  const fetching = new FileCache({ folder: folder.path, offline: false }).fetch(set);
  await expect(fetching).rejects.toMatchObject({ code: "io", message: expect.stringContaining("do not fit") });
  expect(server.requests).toHaveLength(0);
});
