import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasChromium, ISOLATION, openPage, withoutChromium } from "./page.ts";

const examples = join(import.meta.dirname, "../examples");

interface Outcome {
  readonly losses: readonly number[];
  readonly threads: number;
}

let folder: string;
let inNode: Outcome;

beforeAll(async () => {
  if (!hasChromium) return;
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
  const { title, text } = await openPage(join(folder, "site"), headers);
  expect(title, text).toBe("done");
  return JSON.parse(text) as Outcome;
}

test.skipIf(!hasChromium)(`a layers model trains alike in Node and in Chromium${withoutChromium}`, { timeout: 180_000 }, async () => {
  expect(inNode.losses.at(-1)).toBeLessThan(0.8 * inNode.losses[0]!);
  const isolated = await inBrowser(ISOLATION);
  expect(isolated.threads).toBe(inNode.threads);
  const alone = await inBrowser({});
  expect(alone.threads).toBe(1);
  for (const { losses } of [isolated, alone]) {
    expect(losses.length).toBe(inNode.losses.length);
    for (const [epoch, loss] of losses.entries()) expect(Math.abs(loss - inNode.losses[epoch]!)).toBeLessThan(1e-3);
  }
});
