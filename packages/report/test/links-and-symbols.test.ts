import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { DOCUMENTATION_URL, PAPER_URL } from "../src/data/citations.ts";
import { renderReport } from "../src/index.ts";
import { client } from "../src/page/client.ts";
import { sampleResult } from "./sample-result.ts";

const FULL = sampleResult({ combined: true });

function documentOf(result: typeof FULL): Document {
  return parseHTML(renderReport(result).html).document;
}

/** The page without its images, whose base64 may spell anything, and without its own script. */
function withoutImages(html: string): string {
  const own = `<script>(${client.toString()})();</script>`;
  expect(html).toContain(own);
  return html.replace(own, "").replaceAll(/data:image\/png;base64,[^"]*/g, "data:");
}

test("the page fetches nothing, and leads to its files, the paper and the documentation alone", () => {
  const html = withoutImages(renderReport(FULL).html);
  const outside = [PAPER_URL, DOCUMENTATION_URL, DOCUMENTATION_URL.replace("#readme", "")];
  const bare = outside.reduce((text, url) => text.replaceAll(url, ""), html);
  expect(bare.match(/.{0,40}(?:https?:|\/\/[a-z]|url\(|@import|<script|<iframe|<object).{0,40}/gi)).toBeNull();
  expect([...html.matchAll(/src="([^"]*)"/g)].filter(([, source = ""]) => !source.startsWith("data:"))).toEqual([]);
  const targets = new Set([...html.matchAll(/href="([^"#][^"]*)"/g)].map(([, target]) => target));
  expect(targets).toEqual(
    new Set(["../models.csv", "../result.json", "../summary.md", "data:,", "files.html", DOCUMENTATION_URL, PAPER_URL]),
  );
});

test("every link within the page leads somewhere, and no id is given twice", () => {
  for (const result of [FULL, sampleResult({ architectures: ["cnn", "mlp"] })]) {
    const document = documentOf(result);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of document.querySelectorAll('a[href^="#"]')) expect(ids).toContain(link.getAttribute("href")?.slice(1));
    for (const mark of document.querySelectorAll("[data-model]")) expect(ids).toContain(mark.getAttribute("data-model"));
  }
});

test("every symbol that claims, tables and captions use is defined", () => {
  const document = documentOf(FULL);
  const defined = new Set([...document.querySelectorAll("dfn")].flatMap(({ textContent }) => textContent.split(/[, ]+/)));
  const used = [...document.querySelectorAll(".claim td, .claim .verdict, figcaption, th, .panel-title, h4, svg text, .finding-note")]
    .flatMap(
      ({ textContent }) => textContent.match(/(?<![\p{L}\p{M}\d‖.'’-])(?:\p{Script=Greek}|x̃|AUC|dec|[dEMNRnop])(?![\p{L}\p{M}’'])/gu) ?? [],
    )
    .filter((symbol) => symbol !== "");
  expect(new Set(used).size).toBeGreaterThan(6);
  expect([...new Set(used)].filter((symbol) => !defined.has(symbol))).toEqual([]);
});
