import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const examples = join(import.meta.dirname, "../examples");
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

interface Outcome {
  readonly losses: readonly number[];
  readonly threads: number;
}

let folder: string;
let inNode: Outcome;

beforeAll(async () => {
  if (!existsSync(executablePath)) return;
  folder = await mkdtemp(join(tmpdir(), "disentangle-browser-"));
  await build({ root: examples, logLevel: "silent", build: { outDir: join(folder, "site"), minify: false } });
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@disentangle/source", join(examples, "node.ts")]);
  inNode = JSON.parse(stdout.trim().split("\n").at(-1)!) as Outcome;
}, 180_000);

afterAll(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Opens the bundled example in a fresh browser and returns what it wrote. */
async function inBrowser(headers: Readonly<Record<string, string>>): Promise<Outcome> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url!;
    readFile(join(folder, "site", path)).then(
      (content) => response.writeHead(200, { ...headers, "Content-Type": types[extname(path)] ?? "application/octet-stream" }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = await mkdtemp(join(folder, "profile-"));
  const flags = [
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
  ];
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags.map((flag) => `--${flag}`),
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.title === "done" || document.title === "failed", undefined, { timeout: 80_000 });
    const text = (await page.textContent("body")) ?? "";
    expect(await page.title(), text).toBe("done");
    return JSON.parse(text) as Outcome;
  } finally {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const name = `a layers model trains alike in Node and in Chromium${existsSync(executablePath) ? "" : ` (there is no ${executablePath})`}`;

test.skipIf(!existsSync(executablePath))(name, { timeout: 180_000 }, async () => {
  expect(inNode.losses.at(-1)).toBeLessThan(0.8 * inNode.losses[0]!);
  const isolated = await inBrowser(isolation);
  expect(isolated.threads).toBe(inNode.threads);
  const alone = await inBrowser({});
  expect(alone.threads).toBe(1);
  for (const { losses } of [isolated, alone]) {
    expect(losses.length).toBe(inNode.losses.length);
    for (const [epoch, loss] of losses.entries()) expect(Math.abs(loss - inNode.losses[epoch]!)).toBeLessThan(1e-3);
  }
});
