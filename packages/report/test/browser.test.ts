import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { chromium, type Browser } from "playwright-core";
import { getDocumentProxy } from "unpdf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderFiles, renderIndex, renderReport } from "../src/index.ts";
import { sampleResult } from "./sample-result.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Relative luminance of a colour such as `rgb(12, 34, 56)` (WCAG 2.2). */
function luminance(color: string): number {
  const channels = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((text) => Number(text) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

// Needs a Chromium of the system; where it is elsewhere, its path in CHROMIUM. Without one these tests are
// reported as skipped.
describe.skipIf(!existsSync(CHROMIUM))("in a browser", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-"));
    for (const kind of ["both", "learned", "none"] as const) {
      await writeFile(join(folder, `${kind}.html`), renderReport(sampleResult({ kind })).html);
    }
    await writeFile(
      join(folder, "index.html"),
      renderReport(sampleResult({ combined: true, warnings: [`A path ${"/long".repeat(60)}`] })).html,
    );
    await writeFile(
      join(folder, "runs.html"),
      renderIndex((["true", "learned"] as const).map((kind) => ({ name: kind, href: `${kind}.html`, result: sampleResult({ kind }) }))),
    );
    const result = sampleResult();
    const files = renderFiles(result, renderReport(result).html);
    await writeFile(join(folder, "files.html"), files.find(({ path }) => path === "files.html")?.content ?? "");
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    [390, "light", "index"],
    [390, "dark", "index"],
    [768, "light", "index"],
    [1280, "dark", "index"],
    [390, "light", "both"],
    [1280, "light", "both"],
    [1280, "light", "learned"],
    [1280, "light", "none"],
  ] as const)(
    "at %i pixels, %s, %s: fits, asks for nothing, complains of nothing, shows every figure",
    async (width, colorScheme, name) => {
      const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
      const told: string[] = [];
      page.on("console", (message) => told.push(message.text()));
      page.on("pageerror", (error) => told.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith("data:") && !request.url().endsWith(`/${name}.html`)) told.push(request.url());
      });
      await page.goto(`file://${join(folder, `${name}.html`)}`);
      for (const details of await page.locator("summary").all()) await details.click();
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(widths).toEqual([width, width]);
      for (const figure of await page.locator("figure").all()) {
        const box = await figure.boundingBox();
        expect(box?.width).toBeGreaterThan(300);
        expect(box?.height).toBeGreaterThan(150);
      }
      const broken = await page.evaluate(async () => {
        const loaded = [...document.images].map(async (image) => {
          // What nobody has scrolled to is not loaded yet.
          image.loading = "eager";
          await image.decode().catch(() => undefined);
          return image.naturalWidth > 0;
        });
        return (await Promise.all(loaded)).filter((there) => !there).length;
      });
      expect(broken).toBe(0);
      expect(told).toEqual([]);
      await page.close();
    },
  );

  test.each([
    [1280, "light", "index"],
    [390, "dark", "index"],
    [390, "light", "learned"],
    [1280, "dark", "runs"],
    [390, "light", "files"],
  ] as const)("at %i pixels, %s, %s: axe finds nothing to complain of", async (width, colorScheme, name) => {
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
    await page.goto(`file://${join(folder, `${name}.html`)}`);
    for (const details of await page.locator("summary").all()) await details.click();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} (${nodes.length})`);
    });
    expect(violations).toEqual([]);
    await page.close();
  });

  test("without script every picture of a series is there, and no control that does nothing", async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`file://${join(folder, "index.html")}`);
    expect(await page.locator(".frames li:visible").count()).toBe(await page.locator(".frames li").count());
    expect(await page.locator("input, select, button").count()).toBe(0);
    await page.close();
  });

  test("by keyboard a slider goes through the pictures, a table sorts, and a model's number leads to its examples", async () => {
    const page = await browser.newPage();
    await page.goto(`file://${join(folder, "index.html")}`);
    const series = page.locator(".frames").first();
    await series.locator("input").focus();
    const shown = async (): Promise<string> => (await series.locator("li:visible .caption").allInnerTexts()).join();
    const last = await shown();
    await page.keyboard.press("Home");
    expect(await shown()).toMatch(/^ε = 0\b/);
    expect(last).toMatch(/^ε = 0\.3\b/);
    const table = page.locator("[data-section=models] table");
    const errors = async (): Promise<number[]> =>
      (await table.locator("tbody td:nth-child(4)").allInnerTexts()).map((text) => Number.parseFloat(text));
    await table.locator("th:nth-child(4) button").focus();
    await page.keyboard.press("Enter");
    const ascending = await errors();
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(await table.locator("th:nth-child(4)").getAttribute("aria-sort")).toBe("ascending");
    const link = table.locator("td a").last();
    const target = (await link.getAttribute("href")) ?? "";
    await link.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator(target).isVisible()).toBe(true);
    expect(await page.evaluate(() => `#${document.activeElement?.id}`)).toBe(target);
    await page.close();
  });

  test("a point shows its value beneath the pointer, and leads to the examples of its model", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`file://${join(folder, "index.html")}`);
    const point = page.locator('[data-figure="Figure 6"] [data-model]').last();
    await point.scrollIntoViewIfNeeded();
    await point.dispatchEvent("pointermove");
    expect(await page.locator(".hint").innerText()).toMatch(/model \d: [\d.]+ % \(click for its examples\)$/);
    const model = await point.getAttribute("data-model");
    await point.dispatchEvent("click");
    expect(await page.locator(`#${model}`).isVisible()).toBe(true);
    await page.close();
  });

  test("a table sorts its times by their length, and what has none comes last", async () => {
    const page = await browser.newPage();
    const result = sampleResult();
    const training = result.timing.training.slice(1).map((row, i) => ({ ...row, seconds: [2.5, 96, 7500, 59.6, 0.4][i % 5] as number }));
    await writeFile(join(folder, "times.html"), renderReport({ ...result, timing: { ...result.timing, training } }).html);
    await page.goto(`file://${join(folder, "times.html")}`);
    const table = page.locator("[data-section=models] table");
    const times = async (): Promise<string[]> => [...new Set(await table.locator('td[data-label="Training time"]').allInnerTexts())];
    const button = table.getByRole("button", { name: "Training time" });
    await button.click();
    expect(await times()).toEqual(["0.4 s", "2.5 s", "1 min 0 s", "1 min 36 s", "2 h 5 min", "–"]);
    await button.click();
    expect(await times()).toEqual(["2 h 5 min", "1 min 36 s", "1 min 0 s", "2.5 s", "0.4 s", "–"]);
    await page.close();
  });

  test.each([[1280], [390]] as const)(
    "at %i pixels, cards have labels of ten pixels or more, and all fit a first screen of 1280",
    async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.goto(`file://${join(folder, "index.html")}`);
      const labels = await page.locator(".card svg.plot text").evaluateAll((texts) =>
        texts.map((text) => {
          const svg = text.closest("svg") as SVGSVGElement;
          return (Number.parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width) / svg.viewBox.baseVal.width;
        }),
      );
      expect(labels.length).toBeGreaterThan(20);
      expect(Math.min(...labels)).toBeGreaterThanOrEqual(10);
      if (width === 1280)
        for (const card of await page.locator(".card").all()) {
          const box = await card.boundingBox();
          expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).toBeLessThanOrEqual(900);
        }
      await page.close();
    },
  );

  test.each([[1280], [390]] as const)("at %i pixels, an index shows every verdict without scrolling sideways", async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(`file://${join(folder, "runs.html")}`);
    const badges = await page.locator(".runs .badge").all();
    expect(badges.length).toBe(8);
    for (const badge of badges) {
      const box = await badge.boundingBox();
      expect((box?.x ?? Number.NaN) + (box?.width ?? Number.NaN)).toBeLessThanOrEqual(width);
    }
    const hidden = await page.locator(".runs .scroll").evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth);
    expect(hidden).toBe(0);
    await page.close();
  });

  test("examples are filtered by their class", async () => {
    const page = await browser.newPage();
    await page.goto(`file://${join(folder, "index.html")}`);
    const gallery = page.locator('[data-filter="classes"]').first();
    const all = await gallery.locator(".example").count();
    const name = (await gallery.locator(".example").first().getAttribute("data-class")) ?? "";
    await page.getByLabel("Class").first().selectOption(name);
    const left = await gallery.locator(".example:visible").count();
    expect(left).toBeLessThan(all);
    expect(await gallery.locator(`.example:visible[data-class="${name}"]`).count()).toBe(left);
    await page.close();
  });

  test("printed, every label is whole and on the paper", async () => {
    const page = await browser.newPage();
    await page.goto(`file://${join(folder, "index.html")}`);
    const multiples = await page
      .locator(".multiple .small-title")
      .evaluateAll((heads) => heads.map(({ textContent }) => textContent.replaceAll(/\s+/g, "")));
    const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: "A4" })));
    const printed: string[] = [];
    for (let i = 1; i <= pdf.numPages; i++) {
      const sheet = await pdf.getPage(i);
      const [, , width = 0, height = 0] = sheet.view;
      for (const item of (await sheet.getTextContent()).items) {
        if (!("str" in item) || item.str.trim() === "") continue;
        const [, , , , x = 0, y = 0] = item.transform as number[];
        expect(x, item.str).toBeGreaterThanOrEqual(0);
        expect(x + item.width, item.str).toBeLessThanOrEqual(width + 0.5);
        expect(y, item.str).toBeGreaterThan(0);
        expect(y, item.str).toBeLessThan(height);
        printed.push(item.str);
      }
    }
    const text = printed.join("").replaceAll(/\s+/g, "");
    expect(multiples.length).toBeGreaterThan(5);
    for (const label of multiples) expect(text).toContain(label);
    expect(text).toContain("Howtocite");
    await page.close();
  });

  test("ink stands out from the page, in light and dark, for every colour of a series", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ colorScheme });
      await page.goto(`file://${join(folder, "index.html")}`);
      const names = ["page", "ink", "soft", "good", "bad", "unsure", ...Array.from({ length: 8 }, (_, i) => `series-${i}`)];
      const [ground = "", ...inks] = await page.evaluate(
        (names) =>
          names.map((name) => {
            document.body.style.color = `var(--${name})`;
            return getComputedStyle(document.body).color;
          }),
        names,
      );
      const contrasts = inks.map((ink, i) => ({ name: names[i + 1] ?? "", contrast: contrast(ink, ground) }));
      // WCAG 2.2: 4.5 for text, 3 for graphics.
      for (const { name, contrast } of contrasts)
        expect(contrast, `${name}, ${colorScheme}`).toBeGreaterThan(name.startsWith("series") ? 3 : 4.5);
      await page.close();
    }
  });
});
