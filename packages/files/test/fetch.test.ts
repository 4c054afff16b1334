import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault, type Remote } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { FileCache, type FetchProgress, type FileSet } from "../src/index.ts";
import { sendFile, serve, type Answer } from "./file-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251);
const hash = `sha256-${createHash("sha256").update(content).digest("base64")}`;
const patience = { stall: 1000, attempts: 3, pause: 5 };
const good: Answer = (request, response) => sendFile(content, request, response);

function setOf(url: string, more: Partial<Remote> = {}): FileSet {
  const file = { name: "data.bin", url, bytes: content.length, hash, ...more };
  return { dataset: "toys", title: "TOYS", source: "example.org", licence: "CC0", files: [file] };
}

async function failure(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!Fault.is(error)) throw new Error(`no Fault, but ${String(error)}`);
  return error;
}

async function cacheIn(folder: string): Promise<FileCache> {
  return new FileCache({ folder, offline: false, patience });
}

describe("a fetch", () => {
  test("places the verified file, alone in its folder, and asks no more for it", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(good);
    const cache = await cacheIn(folder.path);
    const seen: FetchProgress[] = [];
    const [path] = await cache.fetch(setOf(server.url), { progress: (progress) => seen.push(progress) });
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    expect(await readdir(dirname(path as string))).toEqual(["data.bin"]);
    expect(seen.at(-1)).toMatchObject({ doing: "verified", done: content.length });
    expect(seen.filter(({ doing }) => doing === "downloading").map(({ done }) => done)).toSatisfy(
      (done: number[]) => done.length > 0 && done.every((value, i) => i === 0 || value > (done[i - 1] as number)),
    );
    await cache.fetch(setOf(server.url));
    expect(server.requests).toHaveLength(1);
    expect(await cache.demand(setOf(server.url))).toEqual([path]);
  });

  test("goes on where the connection broke", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((request, response, number) => sendFile(content, request, response, number < 2 ? 100_000 : Infinity));
    const [path] = await (await cacheIn(folder.path)).fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    const starts = server.requests.map(({ range }) => Number(/\d+/.exec(range ?? "0")?.[0]));
    expect(starts).toHaveLength(3);
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1] as number);
  });

  test("goes on where an earlier process stopped", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(good);
    const cache = await cacheIn(folder.path);
    await mkdir(cache.folderOf("toys"));
    await writeFile(join(cache.folderOf("toys"), "data.bin.part"), content.subarray(0, 123_456));
    const [path] = await cache.fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=123456-"]);
  });

  test("begins again where what was left is of another file", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(good);
    const cache = await cacheIn(folder.path);
    await mkdir(cache.folderOf("toys"));
    await writeFile(join(cache.folderOf("toys"), "data.bin.part"), new Uint8Array(1000).fill(1));
    const [path] = await cache.fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=1000-", undefined]);
  });

  test("takes the whole file from a server that knows no ranges", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((request, response, number) => {
      delete request.headers.range;
      sendFile(content, request, response, number === 0 ? 50_000 : Infinity);
    });
    const [path] = await (await cacheIn(folder.path)).fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
  });

  test("begins again where the server refuses the range", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((request, response, number) => {
      if (request.headers.range === undefined) sendFile(content, request, response, number === 0 ? 50_000 : Infinity);
      else response.writeHead(416).end();
    });
    const [path] = await (await cacheIn(folder.path)).fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
  });

  test("gives up a silent server, and goes on with what it sent before", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((request, response, number) => {
      if (number > 0) return sendFile(content, request, response);
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 70_000));
    });
    const [path] = await (await cacheIn(folder.path)).fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    const [first, second] = server.requests.map(({ range }) => range);
    expect(first).toBeUndefined();
    expect(Number(/\d+/.exec(second ?? "")?.[0])).toSatisfy((start: number) => start > 0 && start <= 70_000);
  });

  test("follows redirects, also when it goes on", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((request, response, number) => {
      if (request.url === "/data.bin") response.writeHead(302, { location: "/elsewhere" }).end();
      else sendFile(content, request, response, number < 2 ? 100_000 : Infinity);
    });
    const [path] = await (await cacheIn(folder.path)).fetch(setOf(server.url));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    expect(server.requests.map(({ path }) => path)).toEqual(["/data.bin", "/elsewhere", "/data.bin", "/elsewhere"]);
  });

  test("turns to a mirror where a place has other bytes, is missing or redirects in circles", async () => {
    await using folder = await temporaryFolder();
    const other = content.slice().fill(9, 1000, 1010);
    await using wrong = await serve((request, response) => sendFile(other, request, response));
    await using missing = await serve((_, response) => response.writeHead(404).end("not here"));
    await using round = await serve((_, response) => response.writeHead(301, { location: "/again" }).end());
    await using right = await serve(good);
    const [path] = await (await cacheIn(folder.path)).fetch(setOf(wrong.url, { mirrors: [missing.url, round.url, right.url] }));
    expect(new Uint8Array(await readFile(path as string))).toEqual(content);
    expect([wrong, missing, right].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
  });

  test("says what became of every place, and leaves no file, where none has the right bytes", async () => {
    await using folder = await temporaryFolder();
    await using missing = await serve((_, response) => response.writeHead(404).end());
    await using wrong = await serve((request, response) => sendFile(content.slice().fill(9), request, response));
    const cache = await cacheIn(folder.path);
    const fault = await failure(cache.fetch(setOf(missing.url, { mirrors: [wrong.url] })));
    expect(fault.code).toBe("bad-data");
    expect(fault.message).toContain(`${missing.url}: status 404; ${wrong.url}: other bytes`);
    expect(await readdir(cache.folderOf("toys"))).toEqual([]);
  });

  test("stops at once where a place has a file of another size, such as a page to sign in", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((_, response) => response.end("<html>Sign in</html>"));
    const fault = await failure((await cacheIn(folder.path)).fetch(setOf(server.url)));
    expect(fault).toMatchObject({ code: "unavailable", message: expect.stringContaining("it has 20 bytes where the file has 300000") });
    expect(server.requests).toHaveLength(1);
  });

  test("stops where a server without a length sends more than the file has", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((_, response) => {
      response.write(content);
      response.write(content);
      response.end();
    });
    const cache = await cacheIn(folder.path);
    const fault = await failure(cache.fetch(setOf(server.url)));
    expect(fault.message).toContain("it sends more than 300000 bytes");
  });

  test("asks a server in trouble again, a few times", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((_, response) => response.writeHead(503).end());
    const fault = await failure((await cacheIn(folder.path)).fetch(setOf(server.url)));
    expect(fault).toMatchObject({ code: "unavailable", message: expect.stringContaining("status 503") });
    expect(server.requests).toHaveLength(patience.attempts);
  });

  test("mends a damaged file", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(good);
    const cache = await cacheIn(folder.path);
    const set = setOf(server.url);
    const path = cache.pathOf("toys", set.files[0] as Remote);
    await mkdir(dirname(path));
    await writeFile(path, content.slice().fill(0, 5, 6));
    expect((await cache.look(set))[0]?.state).toBe("damaged");
    await cache.fetch(set);
    expect((await cache.look(set))[0]?.state).toBe("here");
  });

  test("stops when asked to, and keeps what came", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve((request, response, number) => sendFile(content, request, response, number === 0 ? 90_000 : Infinity));
    const cache = new FileCache({ folder: folder.path, offline: false, patience: { ...patience, pause: 60_000 } });
    const abort = new AbortController();
    let reached = 0;
    const progress = ({ done }: FetchProgress): void => {
      reached = done;
      if (done > 50_000) abort.abort();
    };
    expect((await failure(cache.fetch(setOf(server.url), { signal: abort.signal, progress }))).code).toBe("aborted");
    expect(reached).toBeGreaterThan(50_000);
    expect((await stat(join(cache.folderOf("toys"), "data.bin.part"))).size).toBe(reached);
    await cache.fetch(setOf(server.url));
    expect(server.requests.at(-1)?.range).toBe(`bytes=${reached}-`);
  });

  test("downloads nothing offline, and says so", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(good);
    const cache = new FileCache({ folder: folder.path, offline: true });
    expect(await failure(cache.fetch(setOf(server.url)))).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("DISENTANGLE_OFFLINE"),
    });
    expect(server.requests).toHaveLength(0);
  });

  test("goes through the proxy that the environment names", async () => {
    await using folder = await temporaryFolder();
    await using proxy = await serve((request, response) => sendFile(content, request, response));
    const before = process.env["http_proxy"];
    process.env["http_proxy"] = new URL(proxy.url).origin;
    try {
      const [path] = await (await cacheIn(folder.path)).fetch(setOf("http://files.example.invalid/data.bin"));
      expect(new Uint8Array(await readFile(path as string))).toEqual(content);
      expect(proxy.requests.map(({ path }) => path)).toEqual(["http://files.example.invalid/data.bin"]);
    } finally {
      if (before === undefined) delete process.env["http_proxy"];
      else process.env["http_proxy"] = before;
    }
  });

  test.skipIf(process.getuid?.() === 0)("says whose permissions are missing", async () => {
    await using folder = await temporaryFolder();
    await chmod(folder.path, 0o500);
    const fault = await failure((await cacheIn(folder.path)).fetch(setOf("http://127.0.0.1:1/")));
    await chmod(folder.path, 0o700);
    expect(fault).toMatchObject({ code: "io", message: expect.stringContaining("EACCES") });
  });

  test("says that the folder is a file", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "file"), "");
    const fault = await failure(new FileCache({ folder: join(folder.path, "file"), offline: false }).fetch(setOf("http://127.0.0.1:1/")));
    expect(fault).toMatchObject({ code: "io", message: expect.stringContaining("a file") });
  });
});

describe("a demand", () => {
  test("for a missing file names size, source, licence and command, and downloads nothing", async () => {
    await using folder = await temporaryFolder();
    await using server = await serve(good);
    const fault = await failure((await cacheIn(folder.path)).demand(setOf(server.url)));
    expect(fault.code).toBe("unavailable");
    for (const part of ["300 kB", "example.org", "CC0", "disentangle fetch toys"]) expect(fault.message).toContain(part);
    expect(server.requests).toHaveLength(0);
  });

  test("refuses a file of the right size with other bytes", async () => {
    await using folder = await temporaryFolder();
    const cache = await cacheIn(folder.path);
    const set = setOf("http://127.0.0.1:1/");
    await mkdir(cache.folderOf("toys"));
    await writeFile(cache.pathOf("toys", { name: "data.bin" }), content.slice().fill(1, 0, 1));
    expect((await failure(cache.demand(set))).message).toContain("damaged");
  });
});
