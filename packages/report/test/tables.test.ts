import { readFile } from "node:fs/promises";
import type { RunResult } from "@disentangle/artifacts";
import { csvParse } from "d3-dsv";
import { describe, expect, test } from "vitest";
import { formatNumber, formatPercent, formatSeconds, formatSize, formatTime, keptTogether, sizesSetApart } from "../src/data/format.ts";
import { renderReport } from "../src/index.ts";
import { meanDifference, publishedComparison } from "../src/published/comparison.ts";
import { publishedFloor, publishedPercent } from "../src/published/published-value.ts";
import { PUBLISHED, PUBLISHED_SIZES } from "../src/published/values.ts";
import { sampleResult } from "./sample-result.ts";

const SAMPLE = sampleResult();

describe("models.csv", () => {
  const rows = csvParse(renderReport(SAMPLE).csv);

  test("has one row per model, with the numbers of the result to the last digit", () => {
    expect(rows).toHaveLength(SAMPLE.models.length);
    for (const [i, { strategy, size, model, error, losses }] of SAMPLE.models.entries()) {
      expect(rows[i]).toMatchObject({ strategy, size: String(size), model: String(model), test_error: String(error) });
      expect(Number(rows[i]?.["last_loss"])).toBe(losses.at(-1));
    }
  });

  test("has the numbers of every attack under its id and space", () => {
    for (const { strategy, size, model, attack, space, rate, norms } of SAMPLE.attacks) {
      const row = rows.find(
        (entry) => entry["strategy"] === strategy && entry["size"] === String(size) && entry["model"] === String(model),
      );
      expect(Number(row?.[`${attack}_${space}_success_rate`])).toBe(rate);
      expect(Number(row?.[`${attack}_${space}_mean_linf`])).toBe(norms.linf);
    }
  });

  test("leaves empty what was not measured", () => {
    const [first] = csvParse(
      renderReport({
        ...SAMPLE,
        attacks: SAMPLE.attacks.slice(2),
        timing: { started: "", seconds: 0, peakMemory: null, tasks: [], training: [], lessons: [] },
      }).csv,
    );
    expect(first?.["pgd-linf_image_success_rate"]).toBe("");
    expect(first?.["training_seconds"]).toBe("");
  });
});

describe("summary.md", () => {
  test("has the verdicts, the evidence, the means and the command", () => {
    const { summary } = renderReport(SAMPLE);
    expect(summary).toContain("| 1 | Regular adversarial examples leave the data manifold. | **supported** |");
    expect(summary).toContain("| 1a | Median of d(x̃)/‖δ‖₂ | 0.994 [0.993, 0.995] | lower bound ≥ 0.9 | met |");
    expect(summary).toMatch(/\| Normal \| 4,000 \| \d+\.\d \[/);
    expect(summary).toContain(`\`\`\`sh\n${SAMPLE.command}\n\`\`\``);
  });
});

describe("a transfer attack", () => {
  const moved = SAMPLE.attacks.map((row) => ({
    ...row,
    transfer: { sourceCorrect: 401, targetCorrect: 402, sourceSuccesses: 2 * row.successes, carried: 0.5, interval: [0.4, 0.6] as const },
  }));
  const { html, summary } = renderReport({ ...SAMPLE, attacks: moved });

  test("has a row for every model and space with both denominators", () => {
    const section = /<section [^>]*data-section="transfer">.*?<\/section>/s.exec(html)?.[0] ?? "";
    expect(section.match(/<tr>/g)).toHaveLength(1 + moved.length);
    expect(section).toMatch(/401<\/td>.*402<\/td>/s);
    expect(section).toContain("50.0");
  });

  test("is summed up by space", () => {
    const rows = moved.filter(({ space }) => space === "latent/fonts");
    const [successes, trials] = [rows.reduce((sum, row) => sum + row.successes, 0), rows.reduce((sum, row) => sum + row.trials, 0)];
    expect(summary).toContain(`- On the manifold: ${successes.toLocaleString("en")} of ${trials.toLocaleString("en")} trials`);
    expect(summary).toContain(`of ${(2 * successes).toLocaleString("en")} that mislead the source (50.0 %).`);
  });

  test("is not spoken of where there was none", () => {
    const plain = renderReport(SAMPLE);
    expect(plain.html).not.toContain('data-section="transfer"');
    expect(plain.summary).not.toContain("source");
  });
});

describe("published values", () => {
  test("every curve has a value for every size, and falls short of none", () => {
    const curves = Object.values(PUBLISHED).flatMap(({ curves }) => Object.values(curves).flatMap((rows) => Object.values(rows)));
    expect(curves).toHaveLength(18 + 12 + 11);
    for (const percent of curves) {
      expect(percent).toHaveLength(PUBLISHED_SIZES.length);
      expect(percent.every((value) => value > 0 && value <= 100)).toBe(true);
    }
  });

  test("are those of the dataset, of the true manifold or the learned one, and of training with the same decoder", () => {
    const [two, digits] = [sampleResult({ kind: "both" }), sampleResult({ kind: "learned" })];
    expect(publishedPercent(two, "latent/fonts", "normal", 2500)).toBe(76.9);
    expect(publishedPercent(two, "latent/vae-gan", "normal", 2500)).toBe(39.4);
    expect(publishedPercent(two, "latent/vae-gan", "on-manifold", 2500)).toBe(20.1);
    expect(publishedPercent(two, "latent/vae-gan", "on-manifold/vae-gan", 2500)).toBe(24);
    expect(publishedPercent(two, "error", "on-manifold/vae-gan", 250)).toBe(64);
    expect(publishedPercent(two, "error", "normal", 750)).toBeUndefined();
    expect(publishedPercent(two, "image", "on-manifold", 2500)).toBeUndefined();
    expect(publishedFloor(two, "image", "on-manifold/vae-gan", 2500)).toBe(99.6);
    expect(publishedPercent(digits, "latent/vae-gan", "on-manifold/vae-gan", 1000)).toBe(4.22);
    expect(publishedFloor(digits, "image", "on-manifold/vae-gan", 1000)).toBeUndefined();
    const of = (dataset: Partial<RunResult["settings"]["dataset"]>): RunResult => {
      const { settings } = digits;
      return { ...digits, settings: { ...settings, dataset: { ...settings.dataset, ...dataset } } };
    };
    expect(publishedPercent(of({ options: { group: "letters" } }), "error", "normal", 250)).toBeUndefined();
    expect(publishedPercent(of({ id: "fashion-mnist" }), "error", "normal", 250)).toBe(23.6);
    expect(publishedPercent(of({ id: "toString" }), "error", "normal", 250)).toBeUndefined();
  });

  test("stand beside attacks in the paper's radius alone, and beside training on manifolds that were searched in it", () => {
    const learned = sampleResult({ kind: "both" });
    const near: RunResult = {
      ...learned,
      attacks: learned.attacks.map((row) => (row.space === "latent/vae-gan" ? { ...row, radius: 0.1 } : row)),
    };
    expect(publishedPercent(near, "latent/vae-gan", "normal", 2500)).toBeUndefined();
    expect(publishedPercent(near, "error", "on-manifold/vae-gan", 250)).toBeUndefined();
    expect(publishedPercent(near, "error", "normal", 250)).toBe(73);
    expect(publishedPercent(near, "latent/fonts", "normal", 2500)).toBe(76.9);
  });

  test("are compared with means of the paper's attack alone", () => {
    const rows = publishedComparison(SAMPLE);
    expect(rows.map(({ strategy, size }) => `${strategy} ${size}`)).toContain("on-manifold 1000");
    expect(rows[0]?.pairs.error?.published).toBe(73);
    const other = publishedComparison({ ...SAMPLE, settings: { ...SAMPLE.settings, attack: { id: "cw-l2", options: {} } } });
    expect(other.every(({ pairs }) => Object.keys(pairs).join() === "error")).toBe(true);
  });

  test.each([
    ["quick", "3.1 points over 21 values"],
    ["reference-grid", "1.3 points over 40 values"],
  ])("stand beside those of the run kept as %s, in the page and in the summary, with their mean difference", async (name, difference) => {
    const text = await readFile(new URL(`../../../fixtures/${name}.json`, import.meta.url), "utf8");
    const kept = JSON.parse(text) as Pick<RunResult, "means">;
    const means = kept.means.map((row) => ({ ...row, attack: row.space === null ? null : SAMPLE.settings.attack.id }));
    const { html, summary } = renderReport({ ...SAMPLE, means });
    expect(html).toContain(`Mean absolute difference: ${difference}`);
    expect(summary).toContain(`Mean absolute difference: ${difference} (test error `);
    const mean = (quantity: string, space: string | null, size: number): string =>
      (100 * (means.find((row) => row.quantity === quantity && row.space === space && row.size === size)?.mean ?? Number.NaN)).toFixed(1);
    const size = name === "quick" ? 1000 : 2500;
    const [error, latent, image] = name === "quick" ? ["49.5", "91.1", "99.7"] : ["28.8", "76.9", "98.3"];
    expect(summary).toContain(
      `| Normal | ${size === 1000 ? "1,000" : "2,500"} | ${mean("error", null, size)} (${error}) | ${mean("success", "latent/fonts", size)} (${latent}) | ${mean("success", "image", size)} (${image}) |`,
    );
  });

  test("of which a floor alone is kept are shown, and left out of the mean", () => {
    const on = { architecture: "cnn", strategy: "on-manifold", size: 1000, models: 1, interval: null };
    const regular = { ...on, quantity: "success" as const, attack: SAMPLE.settings.attack.id, space: "image" as const, mean: 0.5 };
    const rows = publishedComparison({ ...SAMPLE, means: [regular] });
    expect(rows[0]?.pairs.image).toEqual({ measured: 50, published: 99.6, atLeast: true });
    expect(meanDifference(rows).pairs).toBe(0);
    const error = { ...on, quantity: "error" as const, attack: null, space: null, mean: 0.232 };
    const both = renderReport({ ...SAMPLE, means: [error, regular] });
    expect(both.summary).toContain("| On-manifold | 1,000 | 23.2 (22.2) | 50.0 (≥ 99.6) |");
    expect(both.summary).toContain("Mean absolute difference: 1.0 points over 1 value.");
    expect(both.html).toContain("≥ 99.6");
  });
});

describe("numbers in words", () => {
  test.each([
    [null, "–"],
    [0, "0.000"],
    [1, "1.000"],
    [0.99384, "0.994"],
    [-0.25, "−0.250"],
    [0.00001234, "1.2e−5"],
    [12.3456, "12.35"],
    [4650, "4,650"],
  ])("%s is %s", (value, text) => expect(formatNumber(value)).toBe(text));

  test.each([
    [9.94, "9.9 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [512, "8 min 32 s"],
    [7500, "2 h 5 min"],
  ])("%s seconds are %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  test("sizes within a text are written as beside it", () => {
    expect(sizesSetApart("M at N = 4000; N = 250, 1000, 40000; n = 4000")).toBe("M at N = 4,000; N = 250, 1,000, 40,000; n = 4000");
  });

  test("numbers stay on a line with what they are of", () => {
    expect(keptTogether("At N = 4,000 it is 79 % of what N is")).toBe("At N\u00a0=\u00a04,000 it is 79\u00a0% of what N is");
  });

  test("sizes, shares and times", () => {
    expect([250, 1000, 2500, 40_000].map(formatSize)).toEqual(["250", "1k", "2.5k", "40k"]);
    expect([0.7691, 1, null].map(formatPercent)).toEqual(["76.9", "100.0", "–"]);
    expect(formatTime("2026-03-02T10:00:31.000Z")).toBe("2026-03-02 10:00 UTC");
    expect(formatTime("yesterday")).toBe("yesterday");
  });
});
