import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { servePages, type Served } from "../src/explore/serve-pages.ts";
import { folder, start } from "./command.ts";

describe("the server of the explorer's pages", () => {
  const home = folder();
  let served: Served;

  beforeAll(async () => {
    const pages = join(home, "pages");
    mkdirSync(join(pages, "assets"), { recursive: true });
    writeFileSync(join(home, "secret.txt"), "a secret");
    writeFileSync(join(pages, "index.html"), "<h1>Pages</h1>");
    writeFileSync(join(pages, "assets", "code.js"), "export {};");
    writeFileSync(join(pages, "assets", "kernels.wasm"), Uint8Array.of(0, 97, 115, 109));
    writeFileSync(join(pages, ".hidden"), "hidden");
    served = await servePages(pages, { port: 0 });
    // Once it serves, nothing is added.
    writeFileSync(join(pages, "later.txt"), "later");
    symlinkSync(join(home, "secret.txt"), join(pages, "link.txt"));
  });
  afterAll(() => served[Symbol.asyncDispose]());

  test.each([
    ["", "text/html;charset=utf-8"],
    ["?n=250", "text/html;charset=utf-8"],
    ["assets/code.js", "text/javascript"],
    ["assets/kernels.wasm", "application/wasm"],
  ])("/%s is %s, isolated from other origins so that threads may share memory", async (path, type) => {
    const response = await fetch(served.url + path);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": type,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "x-content-type-options": "nosniff",
    });
  });

  test.each([
    "/../secret.txt",
    "/../../../../../../etc/passwd",
    "//secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2f..%2fsecret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/..\\secret.txt",
    "/%00/../secret.txt",
    "/%",
    "/.hidden",
    "/later.txt",
    "/link.txt",
    "/__open-in-editor?file=index.html",
    "/assets",
  ])("nothing but the pages: %s", async (path) => {
    const [head = "", body = ""] = (await raw(served.url, `GET ${path} HTTP/1.1`)).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 (404|400)/);
    expect(body).not.toMatch(/secret|hidden|later|root:/);
  });

  test("nothing but reading", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) expect((await fetch(served.url, { method })).status).toBe(405);
  });

  test("is for this machine alone, and says so where a port is taken", async () => {
    expect(new URL(served.url).hostname).toBe("127.0.0.1");
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(servePages(join(home, "pages"), { port })).rejects.toMatchObject({
      code: "unavailable",
      mend: expect.stringContaining("--port"),
    });
    other.close();
  });
});

/** What a server answers to a request that no well-behaved program would send. */
function raw(url: string, line: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(`${line}\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`));
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

describe("the command explore", { timeout: 180_000 }, () => {
  const built = join(import.meta.dirname, "../dist/explorer");

  beforeAll(() => {
    rmSync(built, { recursive: true, force: true });
  });

  test("says how to get the pages where they are not built, then serves them, and ends when it is asked to", async () => {
    const early = await start(["explore"]).finished;
    expect([early.status, early.stderr]).toEqual([2, expect.stringContaining("pnpm explore")]);

    const build = join(import.meta.dirname, "../explore/build.ts");
    expect(spawnSync(process.execPath, ["--conditions=@disentangle/source", build], { encoding: "utf8" })).toMatchObject({ status: 0 });
    const { process: child, finished } = start(["explore", "--port", "0"]);
    const url = await new Promise<string>((resolve) => {
      child.stdout?.on("data", (chunk: Buffer) => resolve(/http:\S+/.exec(chunk.toString())?.[0] ?? ""));
    });
    const page = await (await fetch(url)).text();
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(page)?.[1];
    const response = await fetch(url + script);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/javascript"]);
    child.kill("SIGTERM");
    expect((await finished).status).toBe(0);
  });
});
