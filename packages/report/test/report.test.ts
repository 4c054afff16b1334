import type { RunResult } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { renderReport } from "../src/index.ts";
import { client } from "../src/page/client.ts";
import { sampleResult } from "./sample-result.ts";

const FULL = sampleResult({ combined: true });
const HOSTILE = `<script>alert(1)</script>"'&|\n[x](javascript:y)\`<img src=x onerror=y>`;

/** A result of a run that measured nothing. */
const EMPTY: RunResult = {
  ...FULL,
  settings: { ...FULL.settings, sizes: [], strategies: [], plugins: [], attackedImages: {} },
  verdicts: [],
  models: [],
  attacks: [],
  sweeps: [],
  distances: [],
  labels: [],
  means: [],
  examples: [],
  ladders: [],
  paths: [],
  timing: { ...FULL.timing, peakMemory: null, tasks: [], training: [] },
};

function documentOf(result: RunResult): Document {
  return parseHTML(renderReport(result).html).document;
}

function figures(document: Document): (string | null)[] {
  return [...document.querySelectorAll("figure")].map((figure) => figure.getAttribute("data-figure"));
}

/** The page without its images, whose base64 may spell anything, and without its own script. */
function withoutImages(html: string): string {
  const own = `<script>(${client.toString()})();</script>`;
  expect(html).toContain(own);
  return html.replace(own, "").replaceAll(/data:image\/png;base64,[^"]*/g, "data:");
}

/** Numbers that were not finite, or absent, and got into the page. */
function slips(html: string): string[] {
  return withoutImages(html).match(/.{0,60}(?:NaN|undefined|Infinity)/g) ?? [];
}

/** The text of an element with its white space evened out. */
function textOf(document: Document, selector: string): string {
  return (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}

/** What is beneath the pointer on published values of normal training. */
function publishedTitles(html: string): string[] {
  return html.match(/The paper, normal, N = [\d,]+: [\d.]+ %/g) ?? [];
}

describe("the page", () => {
  test("has every figure there is data for, each with a caption, plots with a name", () => {
    const document = documentOf(FULL);
    expect(figures(document)).toEqual([
      "Figure 2",
      "Growing radius",
      "Path of an attack",
      "Figure 3",
      "Figure 5",
      "Figure 6",
      "Sweep over radii",
      "Figure 7",
      "Figure 8",
      "Training curves",
    ]);
    for (const figure of document.querySelectorAll("figure"))
      expect(figure.querySelector("figcaption")?.textContent.length).toBeGreaterThan(80);
    for (const svg of document.querySelectorAll("figure svg, .card .panel svg")) expect(svg.getAttribute("aria-label")).toMatch(/\w/);
    expect(document.querySelector("[data-section=absent]")).toBeNull();
  });

  test("says each verdict with its reason and its evidence", () => {
    const document = documentOf(FULL);
    for (const { claim, outcome, words, findings } of FULL.verdicts) {
      expect(textOf(document, `#claim-${claim} .verdict`)).toContain(outcome);
      expect(textOf(document, `#claim-${claim} .verdict`)).toContain(words.replaceAll("`", ""));
      const rows = [...document.querySelectorAll(`#claim-${claim} tbody tr`)].map((row) => row.textContent);
      expect(rows).toHaveLength(findings.length);
      for (const [i, { id, condition }] of findings.entries()) {
        expect(rows[i]).toContain(id);
        expect(rows[i]).toContain(condition ?? "not judged");
      }
    }
    expect(textOf(document, "#claim-1 tbody tr")).toContain("0.994");
    expect(textOf(document, "#claim-1 tbody tr")).toContain("[0.993, 0.995]");
    expect(textOf(document, "#claim-1 tbody tr")).toContain("✓ met");
  });

  test("draws every point of a curve: one per strategy and size, with its value beneath the pointer", () => {
    const titles = [...documentOf(FULL).querySelectorAll('[data-figure="Figure 5"] title')].map(({ textContent }) => textContent);
    for (const { strategy, size, mean } of FULL.means.filter(({ quantity }) => quantity === "error")) {
      const name = strategy === "on-manifold" ? "On-manifold" : strategy.replace("-", " ").replace(/^./, (letter) => letter.toUpperCase());
      const value = (100 * (mean ?? 0)).toFixed(1);
      expect(titles.some((title) => title.startsWith(`${name}, N = ${size.toLocaleString("en")}: ${value} %`))).toBe(true);
    }
    expect(titles).toContain("The paper, normal, N = 500: 61.7 %");
  });

  test("has the rates of the sweep as numbers, means over models", () => {
    const table = documentOf(FULL).querySelector("[data-section=radii] table");
    const heads = [...(table?.querySelectorAll("th") ?? [])].map(({ textContent }) => textContent);
    expect(heads).toEqual(["Training", "N", ...[0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map((radius) => `ε = ${radius}`)]);
    const rates = FULL.sweeps.filter(({ size }) => size === 1000).map(({ points }) => points[1]?.rate ?? 0);
    const cells = [...(table?.querySelectorAll("tbody tr") ?? [])].map((row) =>
      [...row.querySelectorAll("td")].map((td) => td.textContent),
    );
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(cells.find(([, size]) => size === "1,000")?.[3]).toBe((100 * mean).toFixed(1));
  });

  test("says how far iterations took each attack", () => {
    const cells = [...documentOf(FULL).querySelectorAll("[data-section=audit] tbody tr")].map((row) =>
      [...row.querySelectorAll("td")].map(({ textContent }) => textContent.trim()),
    );
    for (const [i, { audit }] of FULL.attacks.entries()) {
      const { searches, halfway, end, stalled } = audit.progress;
      expect(cells[i]?.slice(6, 11)).toEqual(
        [searches, audit.startSuccess, halfway, end, stalled].map((count) => count.toLocaleString("en")),
      );
    }
  });

  test("shows published values for datasets of the paper alone, and of the sizes of the run alone", () => {
    expect(publishedTitles(renderReport(FULL).html)).toContain("The paper, normal, N = 2,500: 28.8 %");
    expect(publishedTitles(renderReport(FULL).html).filter((text) => text.includes("N = 40,000"))).toEqual([]);
    const other = renderReport({ ...FULL, settings: { ...FULL.settings, dataset: { ...FULL.settings.dataset, id: "mine" } } });
    expect(publishedTitles(other.html)).toEqual([]);
    expect(other.html.includes('data-section="published"')).toBe(false);
    expect(other.summary).not.toContain("published values");
    expect(publishedTitles(renderReport(sampleResult({ architectures: ["mlp"] })).html)).toEqual([]);
  });

  test("shows the images as they are, and what changed", () => {
    const images = [...documentOf(FULL).querySelectorAll(".example img")];
    expect(images).toHaveLength(5 * FULL.examples.length);
    for (const image of images) expect(image.getAttribute("src")).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(images[1]?.getAttribute("alt")).toBe("Regular adversarial example, predicted D");
  });

  test("marks a profile that is not evidence, and only that", () => {
    const smoke = documentOf(sampleResult({ evidence: false }));
    expect(textOf(smoke, ".banner")).toMatch(/^Smoke: not evidence/);
    expect(textOf(smoke, "#claim-1 .verdict")).toContain("not evidence");
    expect(renderReport(sampleResult({ evidence: false })).summary).toContain("Smoke: not evidence");
    expect(renderReport(FULL).html.includes("not evidence")).toBe(false);
  });

  test("tells the warnings, the settings and the command", () => {
    const document = documentOf({ ...FULL, warnings: ["Two starts only."] });
    expect(textOf(document, ".warnings")).toContain("Two starts only.");
    expect(textOf(document, ".warnings")).toContain(
      "12 of 400 rows had a zero gradient at every step (pgd-linf, regular, Normal, N = 4,000, model 0 and 2 more)",
    );
    expect(textOf(document, ".command")).toBe(FULL.command);
    expect(textOf(document, "[data-section=settings]")).toContain("@disentangle/attack-pgd-linf 0.1.0");
    expect(textOf(document, "[data-section=times]")).toContain("8 min 32 s");
  });

  test("a run that measured nothing gives a page that says so", () => {
    const document = documentOf(EMPTY);
    expect(figures(document)).toEqual([]);
    expect(textOf(document, "[data-section=absent]")).toContain(
      "adversarial examples (Figure 2); attacks looked at closely; distances to the manifold (Figure 3)",
    );
    expect(renderReport(EMPTY).csv.trim().split("\n")).toHaveLength(1);
    expect(slips(renderReport(EMPTY).html)).toEqual([]);
  });

  test.each(["models", "attacks", "sweeps", "distances", "labels", "means", "examples", "verdicts"] as const)(
    "a result without %s gives a page without NaN",
    (part) => {
      expect(slips(renderReport({ ...FULL, [part]: [] }).html)).toEqual([]);
      expect(slips(renderReport({ ...EMPTY, [part]: FULL[part] }).html)).toEqual([]);
    },
  );

  test("numbers that are not finite are dashes, in rows and figures", () => {
    const broken: RunResult = {
      ...FULL,
      models: FULL.models.map((row) => ({ ...row, interval: [null, null], losses: [2, null, 1] })),
      attacks: FULL.attacks.map((row) => ({
        ...row,
        rate: null,
        trials: 0,
        iteration: null,
        norms: { l0: null, l1: null, l2: null, linf: null },
      })),
      means: FULL.means.map((row) => ({ ...row, mean: null, interval: null })),
      sweeps: FULL.sweeps.map((row) => ({ ...row, points: row.points.map((point) => ({ ...point, rate: null })), medianRadius: null })),
    };
    expect(slips(renderReport(broken).html)).toEqual([]);
    expect(textOf(documentOf(broken), "[data-section=models] tbody tr")).toContain("–");
  });

  test("an image of the wrong size is a fault, not a wrong picture", () => {
    const [example] = FULL.examples;
    if (example === undefined) throw new Error("The sample has no example.");
    try {
      renderReport({ ...FULL, examples: [{ ...example, pixels: "AAAA" }] });
      expect.unreachable();
    } catch (error) {
      expect(Fault.is(error, "bad-data")).toBe(true);
    }
  });

  test("the same result gives the same bytes", () => {
    const [first, second] = [renderReport(FULL), renderReport(sampleResult({ combined: true }))];
    expect(first.html === second.html && first.summary === second.summary && first.csv === second.csv).toBe(true);
  });
});

describe("a run of several attacks", () => {
  const half = (rate: number | null): number | null => rate && rate / 2;
  const weaker = FULL.attacks.map((row) => ({ ...row, attack: "mine", rate: half(row.rate), gradients: 3 * row.images }));
  const swept = FULL.sweeps.map((row) => ({
    ...row,
    attack: "mine",
    points: row.points.map((point) => ({ ...point, rate: half(point.rate) })),
  }));
  const several: RunResult = {
    ...FULL,
    settings: { ...FULL.settings, beside: [{ id: "mine", name: "mine", options: { steps: 3 } }] },
    attacks: [...FULL.attacks, ...weaker],
    sweeps: [...FULL.sweeps, ...swept],
  };
  const rowsOf = (document: Document, table: number): (string | null)[][] =>
    [...(document.querySelectorAll("[data-section=side-by-side] table")[table]?.querySelectorAll("tbody tr") ?? [])].map((row) =>
      [...row.querySelectorAll("td")].map(({ textContent }) => textContent),
    );

  test("has them side by side on the same models, at the full radius and by radius", () => {
    const document = documentOf(several);
    expect(textOf(document, "[data-section=side-by-side] .legend")).toMatch(/pgd-linf\s*mine/);
    const [own, other] = rowsOf(document, 0).filter(([training, size]) => training === "Normal" && size === "1,000");
    expect([own?.[2], other?.[2]]).toEqual(["pgd-linf", "mine"]);
    const rates = FULL.attacks.filter((row) => row.strategy === "normal" && row.size === 1000 && row.space === "image");
    const mean = rates.reduce((sum, { rate }) => sum + (rate ?? 0), 0) / rates.length;
    expect([own?.[3], other?.[3]]).toEqual([(100 * mean).toFixed(1), (50 * mean).toFixed(1)]);
    expect(other?.at(-1)).toBe("3.000");
    const byRadius = rowsOf(document, 1).filter(([training, size]) => training === "Normal" && size === "1,000");
    expect(byRadius).toHaveLength(2);
    for (const column of [3, 4, 5]) expect(Number(byRadius[1]?.[column])).toBeCloseTo(Number(byRadius[0]?.[column]) / 2, 0);
    const drawn = [...document.querySelectorAll('[data-figure="Attacks by radius"] title')].map(({ textContent }) => textContent);
    expect(drawn.filter((title) => title.startsWith("mine, ε = "))).toHaveLength(6);
  });

  test("keeps the other figures and the claims to the one under test", () => {
    const figuresOf = (result: RunResult): (string | undefined)[] =>
      [...documentOf(result).querySelectorAll("[data-section=radii], [data-section=generalization], [data-section=norms]")].map(
        ({ outerHTML }) => outerHTML,
      );
    expect(figuresOf(several)).toEqual(figuresOf(FULL));
  });

  test("has them in the summary, and in the settings", () => {
    const { html, summary } = renderReport(several);
    expect(summary).toMatch(/\| Normal \| 4,000 \| mine \| \d+\.\d \| \d+\.\d \| 3\.000 \|/);
    expect(renderReport(FULL).summary).not.toContain("side by side");
    expect(html).toContain("{&quot;steps&quot;:3}");
  });
});

describe("a run of several architectures", () => {
  const SEVERAL = sampleResult({ architectures: ["cnn", "mlp"] });
  const one = documentOf(sampleResult());
  const two = documentOf(SEVERAL);

  test("has verdicts, figures and models of each, by itself", () => {
    expect(figures(two)).toEqual([...figures(one), ...figures(one)]);
    expect(two.querySelectorAll('[data-section="models"] tbody tr')).toHaveLength(SEVERAL.models.length);
    const targets = [...two.querySelectorAll(".overview a")].map((link) => link.getAttribute("href"));
    expect(targets).toEqual(["#claim-1", "#claim-2", "#claim-3", "#claim-4", "#claim-1-2", "#claim-2-2", "#claim-3-2", "#claim-4-2"]);
    for (const target of targets) expect(two.querySelectorAll(`article${target}`)).toHaveLength(1);
    expect([...two.querySelectorAll(".part")].map(({ textContent }) => textContent)).toEqual(["cnn", "mlp", "The run"]);
    expect(one.querySelectorAll(".part")).toHaveLength(0);
  });

  test("says in the checks, the summary and the table of models which is which", () => {
    const { summary, csv } = renderReport(SEVERAL);
    expect(textOf(two, ".warnings")).toContain("cnn, Normal, N = 4,000, model 0");
    expect(summary.match(/^## .*$/gm)).toEqual(["## cnn", "## mlp"]);
    expect(csv.split("\n").filter((line) => line.startsWith("mlp,"))).toHaveLength(SEVERAL.models.length / 2);
  });
});

describe("hostile text", () => {
  const hostileOf = (result: RunResult): RunResult =>
    JSON.parse(
      JSON.stringify(result, (key, value: unknown) => {
        const kept = ["outcome", "space", "population", "quantity", "protocol", "pixels", "kind"];
        return typeof value === "string" && !kept.includes(key) ? `${value}${HOSTILE}` : value;
      }),
    ) as RunResult;
  const hostile = hostileOf(FULL);

  test.each(["true", "learned"] as const)("never becomes markup of the page of a run with manifolds %s", (kind) => {
    const document = documentOf({ ...hostileOf(sampleResult({ kind })), warnings: [HOSTILE] });
    expect(document.querySelectorAll("script:not(:last-child), [onerror]")).toHaveLength(0);
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect([...document.querySelectorAll("img")].every((image) => image.getAttribute("src")?.startsWith("data:"))).toBe(true);
    expect(textOf(document, ".warnings")).toContain("<script>alert(1)</script>");
  });

  test("neither breaks a table of the summary nor becomes a link", () => {
    const { summary } = renderReport({ ...hostile, warnings: [HOSTILE] });
    expect(summary.split("```")[0]).not.toMatch(/<script>|\]\(/);
    // No values were published of a dataset with a hostile name, so none stand beside the run.
    const dataset = { ...FULL.settings.dataset, id: "another" };
    const lines = renderReport({ ...FULL, settings: { ...FULL.settings, dataset } })
      .summary.split("\n")
      .filter((line) => line.startsWith("|")).length;
    expect(summary.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(lines);
  });
});
