import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from "vitest";
import { build, createServer, type ViteDevServer } from "vite";
import { findChromium, startChromium } from "./chromium.ts";

const root = join(import.meta.dirname, "../explore");
const executable = findChromium();
if (executable === undefined) console.warn("skipped: the explorer is tested in Chromium, and there is none (set CHROMIUM to its path)");

/** How little is enough: the software adapter of WebGPU takes seconds for what simd does in milliseconds. */
const TINY = {
  simd: "n=250&epochs=12&images=6&iterations=40",
  webgpu: "n=20&epochs=4&images=2&iterations=8",
};

describe.skipIf(executable === undefined)("the explorer", { timeout: 120_000 }, () => {
  let server: ViteDevServer;
  let browser: Browser;
  let address = "";
  // Of its own, so that another server, of another test run or of a person, does not change it under this
  // one.
  let cacheDir = "";

  beforeAll(async () => {
    // Without watching: a file changed meanwhile would reload the page.
    cacheDir = mkdtempSync(join(import.meta.dirname, "../node_modules/.explore-"));
    server = await createServer({ root, cacheDir, logLevel: "error", server: { hmr: false, watch: null } });
    await server.listen();
    address = server.resolvedUrls?.local[0] ?? "";
    browser = await startChromium(executable as string);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(cacheDir, { recursive: true, force: true });
  });

  async function open(query: string, at: string = address, by: Browser = browser): Promise<Page> {
    const page = await by.newPage();
    page.setDefaultTimeout(90_000);
    onTestFailed(async () => {
      if (!page.isClosed()) console.error(await page.textContent("#status"), await page.textContent("#notices"));
    });
    await page.goto(`${at}?${query}`);
    return page;
  }

  describe.each(["simd", "webgpu"] as const)("on %s", (backend) => {
    test("trains, attacks in both spaces, and its sliders move the prediction", async ({ skip }) => {
      const page = await open(`backend=${backend}&${TINY[backend]}`);
      const adapter = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
      if (backend === "webgpu" && !adapter) {
        console.warn("skipped: this Chromium has no WebGPU adapter");
        skip("no WebGPU adapter");
      }
      await status(page, /^Ready on/);
      const threads = await page.evaluate(() => navigator.hardwareConcurrency);
      const now = await page.textContent("#backend");
      expect(now).toContain(backend === "simd" ? `simd, ${threads} ${threads === 1 ? "thread" : "threads"}` : "webgpu on");

      await page.click("#train button.primary");
      await status(page, /^Trained/);
      const label = (await page.getAttribute("#curve svg", "aria-label")) ?? "";
      const [first, last] = Array.from(label.matchAll(/\d+\.\d+/g), Number) as [number, number];
      expect(last).toBeLessThan(first / 2);
      const points = (await page.getAttribute("#curve polyline", "points")) ?? "";
      expect(points.split(" ")).toHaveLength(Number(new URLSearchParams(TINY[backend]).get("epochs")));
      expect(await page.textContent("#trained")).toMatch(/Test error \d+\.\d %/);

      const before = await look(page);
      expect(before.total).toBeGreaterThan(90);
      await page.getByLabel("rotation").focus();
      for (let press = 0; press < 10; press++) await page.keyboard.press("ArrowRight");
      expect(await page.getAttribute("#parameter-5", "aria-valuetext")).toBe("+30°");
      await page.waitForFunction((shares) => document.getElementById("bars")?.textContent !== shares, before.shares);
      const after = await look(page);
      expect(after.picture).not.toBe(before.picture);
      expect(after.shares).not.toBe(before.shares);

      await page.selectOption("select[name=target]", "images");
      await page.click("#attack button.primary");
      await status(page, /^Attacked/);
      const cards = await page.$$eval(".example", (all) =>
        all.map((card) => ({
          said: Array.from(card.querySelectorAll(".right, .wrong"), ({ textContent }) => textContent),
          largest: Array.from(card.querySelectorAll(".below"), ({ textContent }) => /max (\d\.\d+)/.exec(textContent ?? "")?.[1]).filter(
            Boolean,
          ),
          off: Array.from(card.querySelectorAll(".distance"), ({ textContent }) => Number.parseFloat(textContent ?? "")),
        })),
      );
      expect(cards).toHaveLength(Number(new URLSearchParams(TINY[backend]).get("images")));
      for (const { said, largest, off } of cards) {
        expect(said).toHaveLength(3);
        expect(Number(largest[0])).toBeGreaterThan(0);
        expect(Number(largest[0])).toBeLessThanOrEqual(0.3);
        expect(off[0]).toBeGreaterThan(0.05);
      }
      expect(cards.map(({ off }) => off[1])).toEqual(cards.map(() => 0));
      // Only simd's network is trained long enough for its mistakes to be the attack's doing.
      if (backend === "simd") expect(await page.textContent("#outcome")).toMatch(/Regular: [1-9]\d* of \d+ fool the network/);

      // The on-manifold example is a setting of the sliders, and the network sees there what the attack
      // found.
      await page.click(".example button");
      const seen = cards[0]?.said[2]?.replace("✗ ", "") ?? "";
      await page.waitForFunction((letter) => document.getElementById("verdict")?.textContent?.startsWith(`${letter},`), seen);
      expect(await page.getAttribute("#parameter-5", "aria-valuetext")).not.toBe("+30°");
      await page.close();
    });
  });

  test("learns the manifold of a letter in a tab of its own, and its sliders move the image", async () => {
    const page = await open("letter-images=100&letter-epochs=6&n=100&epochs=3");
    await status(page, /^Ready/);
    await page.getByRole("tab", { name: "A learned one" }).click();
    expect(await page.isVisible("#true-panel")).toBe(false);
    expect(await page.textContent("#learnt")).toBe("The letter A is not learned yet.");
    await page.selectOption("#learned-letter", "2");
    await page.click("#learn button.primary");
    await status(page, /^Learned the letter C/);
    expect(await page.textContent("#learnt")).toMatch(/reconstruction: \d+\.\d.*reconstruction by PCA of the same size: \d+/);
    expect(await page.locator("#letter-pictures canvas").count()).toBe(3);
    const picture = (): Promise<string> => page.$eval("#decoded", (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.waitForFunction(() => {
      const canvas = document.getElementById("decoded") as HTMLCanvasElement;
      return canvas
        .getContext("2d")
        ?.getImageData(0, 0, 28, 28)
        .data.some((value, i) => i % 4 !== 3 && value > 0);
    });
    const before = await picture();
    await page.getByLabel("z1", { exact: true }).focus();
    for (let press = 0; press < 15; press++) await page.keyboard.press("ArrowRight");
    expect(await page.getAttribute("#code-0", "aria-valuetext")).toBe("+1.00");
    await page.waitForFunction((was) => (document.getElementById("decoded") as HTMLCanvasElement).toDataURL() !== was, before);
    await page.getByRole("button", { name: "The glyph of the other tab" }).click();
    await page.waitForFunction(() => document.querySelector("figure.beside:not([hidden])") !== null);
    expect(await page.getAttribute("#code-0", "aria-valuetext")).not.toBe("+1.00");
    // A network that is trained afterwards says what it sees there.
    await page.click("#train button.primary");
    await status(page, /^Trained/);
    await page.waitForFunction(() => /, with /.test(document.getElementById("decoded-verdict")?.textContent ?? ""));
    await page.getByRole("tab", { name: "A learned one" }).press("ArrowLeft");
    expect(await page.isVisible("#true-panel")).toBe(true);
    expect(await page.isVisible("#learned-panel")).toBe(false);
    await page.close();
  });

  test("stops when told to, and keeps the network of the last whole epoch", async () => {
    const page = await open("n=100&epochs=200");
    await status(page, /^Ready/);
    await page.click("#train button.primary");
    await page.waitForFunction(() => document.getElementById("trained")?.textContent?.startsWith("Mean loss"));
    expect(await page.isDisabled("#attack button.primary")).toBe(true);
    await page.click("#cancel");
    await status(page, /^Stopped/);
    expect(await page.isEnabled("#train button.primary")).toBe(true);
    expect((await look(page)).total).toBeGreaterThan(90);
    await page.click("#attack button.primary");
    await status(page, /^Attacked/);
    expect(await page.locator(".example").count()).toBe(1);
    await page.close();
  });

  test("says what is wrong and how to mend it when a file cannot be fetched, and starts again", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(90_000);
    await page.route(/prototypes\.idx/, (route) => route.abort());
    await page.goto(address);
    await status(page, /^Nothing computes/);
    expect(await page.textContent("#notices")).toMatch(/Cannot read .*prototypes\.idx\.gz.*Start again/);
    expect(await page.isDisabled("#train button.primary")).toBe(true);
    await page.unroute(/prototypes\.idx/);
    await page.click("#restart");
    await status(page, /^Ready/);
    expect(await page.textContent("#notices")).toBe("");
    await page.close();
  });

  test("says so when the worker dies, and starts another", async () => {
    const page = await open("n=50&epochs=2");
    await status(page, /^Ready/);
    const computing = page.workers().find((worker) => worker.url().includes("worker/main"));
    await computing?.evaluate(() => {
      setTimeout(() => {
        throw new Error("an error nobody catches");
      });
    });
    await status(page, /^Nothing computes/);
    expect(await page.textContent("#notices")).toMatch(/worker that computes has stopped: .*an error nobody catches.*Start again/);
    await page.click("#restart");
    await status(page, /^Ready/);
    await page.click("#train button.primary");
    await status(page, /^Trained/);
    await page.close();
  });

  test("falls back from WebGPU to simd, with a word about it", async () => {
    const plain = await startChromium(executable as string, { webgpu: false });
    try {
      const page = await open("backend=webgpu", address, plain);
      await status(page, /^Ready on simd/);
      expect(await page.textContent("#notices")).toMatch(/WebGPU does not work here, so simd computes instead\. .+/);
      expect(await page.isChecked("input[value=simd]")).toBe(true);
    } finally {
      await plain.close();
    }
  });

  test("is built as files for any server; without isolation it computes with one thread, and says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "explore-"));
    let plain: Server | undefined;
    try {
      await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
      plain = await serve(folder);
      const { port } = plain.address() as AddressInfo;
      const page = await open("n=100&epochs=3", `http://localhost:${port}/some/folder/`);
      await status(page, /^Ready on simd, 1 thread\./);
      expect(await page.textContent("#notices")).toContain("Cross-Origin-Opener-Policy");
      await page.click("#train button.primary");
      await status(page, /^Trained/);
      await page.close();
    } finally {
      plain?.close();
      rmSync(folder, { recursive: true });
    }
  });
});

async function status(page: Page, expected: RegExp): Promise<void> {
  await page.waitForFunction(
    ([source]) => new RegExp(source as string).test(document.getElementById("status")?.textContent ?? ""),
    [expected.source],
    { timeout: 90_000 },
  );
}

/** The glyph on the canvas and the probabilities beside it, once nothing is awaited. */
async function look(page: Page): Promise<{ readonly picture: string; readonly shares: string; readonly total: number }> {
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    const shares = Array.from(document.querySelectorAll("#bars .share"), ({ textContent }) => Number.parseFloat(textContent ?? "") || 0);
    return {
      picture: (document.getElementById("glyph") as HTMLCanvasElement).toDataURL(),
      shares: document.getElementById("bars")?.textContent ?? "",
      total: shares.reduce((sum, share) => sum + share, 0),
    };
  });
}

/** A server that knows nothing of isolation, with the files in a folder of it. */
async function serve(folder: string): Promise<Server> {
  const types: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
  };
  const server = createHttpServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.replace(/^\/some\/folder\//, "/").replace(/\/$/, "/index.html");
    response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
    createReadStream(join(folder, path))
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return server;
}
