import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { expect, test } from "vitest";
import { folder, run, TINY } from "./command.ts";

test("AutoAttack runs on images and on the manifold, and has FAB look for the smallest radii", async () => {
  const out = join(folder(), "run");
  await run([...TINY, "--sizes", "60,100", "--claims", "2,4", "--attack", "autoattack:iterations=5,queries=20", "--out", out]);
  const { attacks, sweeps, ladders } = await readResult(join(out, "result.json"));
  expect(new Set(attacks.map(({ space }) => space))).toEqual(new Set(["image", "latent/fonts"]));
  for (const { space, parts = [], successes, trials, rate, audit } of attacks) {
    expect(parts.map(({ name }) => name)).toEqual(["apgd-ce", "apgd-t", "fab-t", "square"]);
    expect(parts.reduce((sum, part) => sum + part.successes, 0)).toBe(successes);
    expect(trials).toBeGreaterThan(0);
    if (space === "image") expect(rate).toBeGreaterThan(0.5);
    else expect(rate).toBeGreaterThan(0);
    expect(audit.normExcess).toBeLessThan(1e-5);
  }
  expect(sweeps.length).toBeGreaterThan(0);
  for (const { strategy, size, model, points, smallestBy } of sweeps) {
    expect(smallestBy).toBe("fab");
    const rates = points.map(({ rate }) => rate ?? Number.NaN);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    const whole = attacks.find((row) => row.space === "image" && row.strategy === strategy && row.size === size && row.model === model);
    expect(rates.at(-1)).toBe(whole?.rate);
    // Most images fall well below the full radius of 0.3.
    expect(rates[5]).toBeGreaterThan(0.5 * (whole?.rate ?? 1));
  }
  expect(ladders.map(({ by }) => by)).toEqual(ladders.map(() => "fab"));
  expect(readFileSync(join(out, "report/index.html"), "utf8")).toContain("Smallest radius by fab");
});
