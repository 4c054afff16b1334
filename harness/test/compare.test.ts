import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readResult, writeResult, type RunResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import { compare, compareNumbers } from "../src/result/compare.ts";
import { readNumbers } from "../src/result/kept-numbers.ts";
import { numbersOf } from "../src/result/numbers.ts";
import { folder, run, TINY } from "./command.ts";

const out = join(folder(), "run");
let result: RunResult;
beforeAll(async () => {
  await run([...TINY, "--claims", "2", "--out", out]);
  result = await readResult(join(out, "result.json"));
}, 300_000);

/**
 * The same result with every test error shifted by that many points, and an interval of two points to either
 * side, as that of several models would be: a single model has none.
 */
function shifted(points: number): RunResult {
  const by = points / 100;
  const move = (end: number | null): number | null => (end === null ? null : end + by);
  const around = (mean: number | null): [number | null, number | null] => [mean && move(mean - 0.02), mean && move(mean + 0.02)];
  return {
    ...result,
    means: result.means.map((row) => (row.quantity === "error" ? { ...row, mean: move(row.mean), interval: around(row.mean) } : row)),
  };
}

describe("compare", () => {
  test("a run beside itself differs in nothing", () => {
    const { settings, verdicts, findings, means } = compare(result, result);
    expect(settings).toEqual([]);
    expect(verdicts).toEqual([{ name: "Claim 2 (cnn)", outcomes: ["inconclusive", "inconclusive"], same: true }]);
    expect(findings.length).toBeGreaterThan(1);
    expect([...findings, ...means].filter(({ apart }) => apart)).toEqual([]);
  });

  test("a difference is flagged where the intervals do not meet, and not where they do", () => {
    const apart = (points: number): string[] =>
      compare(shifted(0), shifted(points))
        .means.filter((pair) => pair.apart)
        .map(({ name }) => name);
    expect(apart(1)).toEqual([]);
    expect(apart(-40)).toEqual(["test error: cnn normal N=100"]);
  });

  test("sweeps of two attacks stand side by side, radius by radius, means over models", () => {
    const sweep = (model: number, successes: readonly number[]): RunResult["sweeps"][number] => ({
      architecture: "cnn",
      strategy: "normal",
      size: 2500,
      model,
      attack: `attack-${successes.length}`,
      space: "image",
      norm: "L∞",
      points: successes.map((count, i) => ({
        radius: 0.05 * (i + 1),
        successes: count,
        trials: 100,
        rate: count / 100,
        interval: [count / 100 - 0.05, count / 100 + 0.05],
      })),
      medianRadius: null,
    });
    const a = { ...result, sweeps: [sweep(0, [10, 20, 90])] };
    const b = { ...result, sweeps: [sweep(0, [12, 60])] };
    expect(compare(a, b).sweeps).toMatchObject([
      { name: "success at ε = 0.05: cnn normal N=2500", estimates: [0.1, 0.12], apart: false },
      { name: "success at ε = 0.1: cnn normal N=2500", estimates: [0.2, 0.6], apart: true },
    ]);
    const several = compare(a, { ...result, sweeps: [sweep(0, [10, 20]), sweep(1, [20, 40])] }).sweeps;
    expect(several.map(({ estimates }) => estimates[1])).toEqual([expect.closeTo(0.15, 12), expect.closeTo(0.3, 12)]);
    expect(several.map(({ intervals }) => intervals[1])).toEqual([null, null]);
  });

  test("settings that differ are named, but for the number of threads", () => {
    const other: RunResult = { ...result, settings: { ...result.settings, seed: 2, threads: 1, protocol: "reference" } };
    expect(compare(result, other).settings).toEqual([
      { name: "protocol", values: ["paper", "reference"] },
      { name: "seed", values: ["1", "2"] },
    ]);
  });

  test("the command prints both, and its status tells whether the verdicts agree", async () => {
    const second = folder();
    const verdicts = result.verdicts.map((verdict) => (verdict.claim === "2" ? { ...verdict, outcome: "supported" as const } : verdict));
    await writeResult(join(second, "result.json"), { ...result, verdicts });
    const same = await run(["compare", out, out]);
    const differs = await run(["compare", out, second]);
    expect([same.status, differs.status]).toEqual([0, 22]);
    expect(same.stdout).toMatch(/Of \d+ quantities none differs beyond the intervals/);
    expect(differs.stdout).toMatch(/Claim 2 \(cnn\)\s+inconclusive\s+supported\s+differs/);
    const strict = await run(["compare", out, second, "--fail-on", "beyond-interval"]);
    const lenient = await run(["compare", out, second, "--fail-on", "nothing"]);
    expect([strict.status, lenient.status]).toEqual([22, 0]);
    // The verdicts are the cause, though no quantity is apart.
    for (const { stdout } of [differs, strict]) expect(stdout).toMatch(/none differs beyond .*\nStatus 22: 1 verdict differs\.\n$/);
    for (const { stdout } of [same, lenient]) expect(stdout).not.toContain("Status");
    expect(await readFile(join(out, "result.json"), "utf8")).toContain('"schemaVersion": 2');
  });

  test("a copied result is compared with, and fails where its intervals do not meet, if that is asked for", async () => {
    const baseline = join(folder(), "baseline.json");
    await writeResult(baseline, shifted(-40));
    const several = folder();
    await writeResult(join(several, "result.json"), shifted(0));
    const against = ["compare", several, "--against", baseline];
    const failing = await run([...against, "--fail-on", "beyond-interval"]);
    expect(failing.stdout).toMatch(/test error: cnn normal N=100 .*beyond the intervals/);
    expect(failing.stdout).toMatch(/\nStatus 22: 1 quantity differs beyond the intervals\.\n$/);
    expect([failing.status, (await run(against)).status]).toEqual([22, 0]);
    const neither = await run(["compare", out]);
    expect([neither.status, neither.stderr]).toEqual([2, expect.stringMatching(/nothing to compare with.*--against/)]);
  });

  test("numbers that were kept are compared, settings as far as they were", async () => {
    const kept = await readNumbers(fileURLToPath(new URL("../../fixtures/quick.json", import.meta.url)));
    const { settings, verdicts, findings, means } = compareNumbers(kept, kept);
    expect([settings, verdicts.length]).toEqual([[], 4]);
    expect(findings.length).toBeGreaterThan(10);
    expect(means.map(({ name }) => name)).toContain("test error: cnn normal N=4000");
    expect([...findings, ...means].filter(({ apart }) => apart)).toEqual([]);
    const beside = compareNumbers(numbersOf(result), kept);
    expect(beside.settings.map(({ name }) => name)).toContain("testImages");
    expect(beside.settings.flatMap(({ values }) => values)).not.toContain("–");
    const broken = join(folder(), "broken.json");
    await writeFile(broken, JSON.stringify({ verdicts: [], findings: [{ architecture: "cnn" }], means: [] }));
    await expect(readNumbers(broken)).rejects.toThrow(/holds no numbers of a run: findings\.0\.id/);
  });

  test("runs that share nothing are not said to agree", async () => {
    const third = folder();
    const other = JSON.parse(JSON.stringify(result).replaceAll('"cnn"', '"mlp"')) as RunResult;
    await writeResult(join(third, "result.json"), other);
    const { stdout } = await run(["compare", out, third, "--fail-on", "beyond-interval"]);
    expect(stdout).toMatch(/no claim was judged in both/);
    expect(stdout).toMatch(/Only in A\n {2}cnn normal N=100\n\nOnly in B\n {2}mlp normal N=100\n/);
    expect(stdout).toContain(
      "The runs have no number in common, so nothing was compared.\nStatus 22: the runs have no number in common.\n",
    );
  });
});
