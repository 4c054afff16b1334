import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { csvParse } from "d3-dsv";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { latexTable, latexText } from "../src/export/latex.ts";
import { citations, renderFiles, renderIndex, renderPng, renderReport } from "../src/index.ts";
import { sampleResult } from "./sample-result.ts";

const RESULT = sampleResult({ combined: true });
const REPORT = renderReport(RESULT);
const FILES = renderFiles(RESULT, REPORT.html);
const SVGS = FILES.filter(({ path }) => path.endsWith(".svg"));

describe("figures as files", () => {
  test("every plot of the page is one, under a name of its own", () => {
    const plots = parseHTML(REPORT.html).document.querySelectorAll("figure .panel svg.plot, .card .panel svg.plot");
    expect(SVGS).toHaveLength(plots.length);
    expect(new Set(FILES.map(({ path }) => path)).size).toBe(FILES.length);
    expect(SVGS.map(({ path }) => path)).toContain("figures/figure-5-test-error-against-n.svg");
  });

  test("stand by themselves: no style sheet, no variables, the legend within", () => {
    for (const { path, content } of SVGS) {
      expect(content, path).not.toMatch(/var\(|color-mix|NaN|undefined/);
      expect(content, path).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    }
    const error = SVGS.find(({ path }) => path.endsWith("figure-5-test-error-against-n.svg"))?.content ?? "";
    for (const name of ["Normal", "On-manifold", "Normal, the paper"]) expect(error).toContain(`>${name}</text>`);
  });

  test("have in their legend what they draw, and no more", () => {
    // Regular training is attacked on the manifold nowhere in this run, so that the paper's values of it
    // alone are drawn.
    const attacks = RESULT.attacks.filter(({ strategy, space }) => strategy !== "regular-adversarial" || space === "image");
    const means = RESULT.means.filter(({ strategy, space }) => strategy !== "regular-adversarial" || space === null || space === "image");
    const result = { ...RESULT, attacks, means };
    const { html } = renderReport(result);
    const files = renderFiles(result, html);
    const namesOf = (path: string): string[] =>
      [...(files.find((file) => file.path === path)?.content ?? "").matchAll(/<text x="38"[^>]*>([^<]*)</g)].map(([, name = ""]) => name);
    const figure = namesOf("figures/figure-5-success-on-the-manifold-against-test-error.svg");
    expect(figure).toEqual(
      expect.arrayContaining(["Normal", "On-manifold", "Normal, the paper", "Regular adversarial, the paper", "Open: single models"]),
    );
    expect(figure).not.toContain("Regular adversarial");
    const card = namesOf("figures/claim-3-success-on-the-manifold-against-test-error.svg");
    expect(card).toEqual(expect.arrayContaining(["Normal", "On-manifold", "Open: single models"]));
    expect(card.filter((name) => /Regular|paper/.test(name))).toEqual([]);
    // Where rows have names, all marks look alike and need no key.
    const marks = [...(parseHTML(html).document.querySelector(".card")?.querySelectorAll('[data-mark="dot"]') ?? [])];
    const looks = marks.map(
      (mark) => ["fill", "stroke"].map((name) => mark.getAttribute(name) ?? "").join() + mark.firstElementChild?.tagName,
    );
    expect(marks.length).toBeGreaterThan(1);
    expect(new Set(looks).size).toBe(1);
  });

  test("become pictures thrice as large, with ink and text on white", async () => {
    const { content = "" } = SVGS.find(({ path }) => path.endsWith("figure-5-test-error-against-n.svg")) ?? {};
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(content) ?? [];
    const { width: across, height: down, data, channels } = decode(await renderPng(content));
    expect([across, down]).toEqual([3 * Number(width), 3 * Number(height)]);
    expect([data[0], data[1], data[2]]).toEqual([255, 255, 255]);
    // The labels of the vertical axis, left of the frame.
    let ink = 0;
    for (let y = 0; y < 3 * 260; y++) for (let x = 0; x < 3 * 36; x++) if ((data[(y * across + x) * channels] as number) < 128) ink++;
    expect(ink).toBeGreaterThan(200);
  });
});

describe("tables as files", () => {
  const content = (path: string): string => FILES.find((file) => file.path === path)?.content ?? "";

  test("have every row of the page, as numbers that programs read", () => {
    const lines = content("tables/every-model-with-95-intervals.csv").trim().split("\n");
    expect(lines).toHaveLength(1 + RESULT.models.length);
    expect(lines[0]).toMatch(/^Training,N,Model,Test error \(%\)/);
    expect(lines.some((line) => line.startsWith("Normal,4000,0,"))).toBe(true);
    const [row] = csvParse(content("tables/every-model-with-95-intervals.csv"));
    const [{ error, interval } = {}] = RESULT.models;
    const cells = ["Test error (%)", "Test error (%), lower", "Test error (%), upper"].map((title) => row?.[title]);
    expect(cells).toEqual([error, ...(interval ?? [])].map((share) => (100 * (share ?? Number.NaN)).toFixed(1)));
    expect(FILES.filter(({ path, content }) => path.endsWith(".csv") && /\d, ?[\d.]+\]/.test(content))).toEqual([]);
  });

  test("have no two columns of one title", () => {
    const heads = FILES.filter(({ path }) => path.endsWith(".csv")).map(({ content }) => csvParse(content).columns);
    for (const head of heads) expect(head).toEqual([...new Set(head)]);
    expect(heads.flat()).toContain("Test error (%), the paper");
  });

  test("have remarks in a column of their own", () => {
    const findings = RESULT.verdicts[0]?.findings ?? [];
    const rows = csvParse(content("tables/evidence-for-claim-1.csv"));
    const remarked = findings.filter(({ remark }) => remark !== undefined);
    expect(remarked.length).toBeGreaterThan(0);
    for (const { quantity, remark } of remarked)
      expect(rows).toContainEqual(expect.objectContaining({ Quantity: quantity, Remark: remark }));
    expect(rows[0]).not.toHaveProperty("95 % interval");
    expect(rows[0]).toHaveProperty(["95 % interval, lower"], String(findings[0]?.interval?.[0]?.toFixed(3)));
  });

  test("in LaTeX have as many cells in every line, and no character that ends them", () => {
    const tex = content("tables/evidence-for-claim-1.tex");
    const rows = tex.split("\n").filter((line) => line.includes(" & ") && line.endsWith(String.raw`\\`));
    expect(rows).toHaveLength(1 + (RESULT.verdicts[0]?.findings.length ?? 0));
    for (const row of rows) expect(row.match(/(?<!\\)&/g)).toHaveLength(7);
    expect(tex).toContain(String.raw`\| \delta \| _2`);
    expect(latexText("50 % of a_b & c^2 {x} −1 ≥ 0")).toBe(String.raw`50 \% of a\_b \& c\textasciicircum{}2 \{x\} $-$1 $\geq$ 0`);
  });
});

describe("tables in LaTeX fit the page", () => {
  const columnsOf = (tex: string): string => /\\begin\{(?:tabular|longtable)\}\{(.*)\}/.exec(tex)?.[1] ?? "";
  const cells = (count: number, cell: string): string[] => Array.from({ length: count }, () => cell);

  test("where they do, columns are as wide as their contents, and stay on one page", () => {
    const tex = latexTable("C", ["a", "b"], [false, true], [["one", "2"]]);
    expect(tex).toMatch(/^% \\usepackage\{booktabs,amssymb\}\n\\begin\{table\}/);
    expect(columnsOf(tex)).toBe("@{}lr@{}");
  });

  test("where they do not, columns wrap and share the line, and the first line names the packages", () => {
    const tex = latexTable("C", ["a", "b"], [false, true], [[cells(60, "word").join(" "), "2"]]);
    expect(tex).toMatch(/^% \\usepackage\{booktabs,amssymb,array\}\n\\begin\{table\}/);
    const shares = [...columnsOf(tex).matchAll(/([\d.]+)\\linewidth-([\d.]+)\\tabcolsep/g)].map(([, share, air]) => [
      Number(share),
      Number(air),
    ]);
    expect(shares).toHaveLength(2);
    // Both columns and the air between them make the line.
    expect(shares.reduce((sum, [share = 0]) => sum + share, 0)).toBeCloseTo(1, 3);
    expect(shares.reduce((sum, [, air = 0]) => sum + air, 0)).toBeCloseTo(2, 3);
  });

  test("long ones go over several pages, and wide ones are turned", () => {
    const long = latexTable(
      "C",
      ["a"],
      [false],
      Array.from({ length: 60 }, () => ["x"]),
    );
    expect(long).toMatch(/^% .*,longtable\}\n\\begin\{center\}[\s\S]*\\endhead/);
    const wide = latexTable(
      "C",
      cells(10, "head"),
      Array.from({ length: 10 }, () => false),
      [cells(10, "unbreakable")],
    );
    expect(wide).toMatch(/^% .*array,longtable,pdflscape\}\n\\begin\{landscape\}/);
  });

  test("intervals do not break", () => {
    expect(latexTable("C", ["a"], [true], [["5.0 [4.0, 6.0]"]])).toContain("5.0 {[4.0,~6.0]}");
  });
});

test("several runs on one page: every verdict, a link to each, curves of each over the same axes", () => {
  const other = sampleResult({ kind: "learned", architectures: ["cnn", "mlp"] });
  const { document } = parseHTML(
    renderIndex([
      { name: "one", href: "one/report/index.html", result: RESULT },
      { name: "<b>two", href: "two/report/index.html", result: other },
    ]),
  );
  const rows = [...document.querySelectorAll("[data-section=verdicts] tbody tr")].map((row) => row.textContent.replaceAll(/\s+/g, " "));
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/one.*fonts.*supported.*refuted.*inconclusive.*not asked.*cnn, pgd-linf/);
  expect(rows[2]).toContain("<b>two");
  expect([...document.querySelectorAll("td a")].map((link) => link.getAttribute("href"))).toEqual(
    ["one", "two", "two"].map((run) => `${run}/report/index.html`),
  );
  expect(document.querySelectorAll(".run")).toHaveLength(3);
  expect(document.querySelectorAll(".run svg.plot[role=img]").length).toBeGreaterThan(6);
});

test("CITATION.cff cites the same", () => {
  const file = readFileSync(new URL("../../../CITATION.cff", import.meta.url), "utf8");
  const entries = citations("1.2.3");
  for (const [, title = ""] of entries.matchAll(/ title +?= \{(.*)\}/g)) expect(file).toContain(title);
  for (const name of ["Stutz", "Hein", "Schiele", "1812.00740"]) for (const text of [file, entries]) expect(text).toContain(name);
});

test("what is to be cited is the paper and this version of the software", () => {
  expect(citations("1.2.3")).toMatch(/@inproceedings\{stutz2019disentangling,[\s\S]*@software\{disentangle,[\s\S]*version = \{1\.2\.3\}/);
  expect(REPORT.html).toContain("@inproceedings{stutz2019disentangling");
});
