import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../src/index.ts";
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
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  });
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
      const broken = await page.evaluate(() => [...document.images].filter((image) => image.naturalWidth === 0).length);
      expect(broken).toBe(0);
      expect(told).toEqual([]);
      await page.close();
    },
  );

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
