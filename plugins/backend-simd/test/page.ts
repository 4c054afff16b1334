import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium: boolean = existsSync(executablePath);
export const withoutChromium: string = hasChromium ? "" : ` (there is no ${executablePath})`;

/** Headers that isolate a page, so that it may share memory between threads. */
export const ISOLATION: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const FLAGS = [
  "no-sandbox",
  "disable-gpu",
  "disable-quic",
  "no-first-run",
  "disable-background-networking",
  "disable-component-update",
  "disable-sync",
];

/** What a page wrote by the time its title was `done` or `failed`, and what it said on its console. */
export interface PageOutcome {
  readonly title: string;
  readonly text: string;
  readonly said: string;
  readonly origin: string;
}

/** Serves a folder and opens its `index.html` in a fresh browser. */
export async function openPage(site: string, headers: Readonly<Record<string, string>>): Promise<PageOutcome> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url!;
    readFile(join(site, path)).then(
      (content) => response.writeHead(200, { ...headers, "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = await mkdtemp(join(tmpdir(), "disentangle-profile-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS.map((flag) => `--${flag}`),
  });
  try {
    const page = await browser.newPage();
    let said = "";
    page.on("console", (message) => (said += `${message.text()}\n`));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await page.goto(`${origin}/`);
    await page.waitForFunction(() => document.title === "done" || document.title === "failed", undefined, { timeout: 80_000 });
    return { title: await page.title(), text: (await page.textContent("body")) ?? "", said, origin };
  } finally {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(profile, { recursive: true, force: true });
  }
}
