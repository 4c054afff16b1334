import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { RunResult } from "@disentangle/artifacts";
import { words } from "../src/data/names.ts";
import { inSpace, latentSpacesOf, spacesOf, spaceWords } from "../src/data/spaces.ts";
import { renderReport } from "../src/index.ts";
import { populations } from "../src/plots/populations.ts";
import { sampleResult } from "./sample-result.ts";

const TWO = sampleResult({ kind: "both" });
const LEARNED = sampleResult({ kind: "learned" });
const NONE = sampleResult({ kind: "none" });

const pages = new Map<RunResult, Document>();

function pageOf(result: RunResult): Document {
  const page = pages.get(result) ?? parseHTML(renderReport(result).html).document;
  pages.set(result, page);
  return page;
}

const textOf = ({ textContent }: Element): string => (textContent ?? "").replaceAll(/\s+/g, " ").trim();

function textsOf(result: RunResult, selector: string): string[] {
  return [...pageOf(result).querySelectorAll(selector)].map(textOf);
}

/** Rows of the tables there, with a space between cells. */
function rowsOf(result: RunResult, selector: string): string[] {
  return [...pageOf(result).querySelectorAll(`${selector} tbody tr`)].map((row) => [...row.querySelectorAll("td")].map(textOf).join(" "));
}

describe("spaces by name", () => {
  test("the true manifold is the manifold, a learned one has its name", () => {
    const names = (["image", "latent/fonts", "latent/vae-gan", "transformation"] as const).map((space) => inSpace(TWO, "success", space));
    expect(names).toEqual([
      "Regular success",
      "Success on the manifold",
      "Success on the learned manifold vae-gan",
      "Transformation success",
    ]);
  });

  test("two exact manifolds are told apart", () => {
    const manifolds = TWO.settings.manifolds.map((manifold) => ({ ...manifold, exact: true }));
    const exact = { ...TWO, settings: { ...TWO.settings, manifolds } };
    expect(spaceWords(exact, "latent/vae-gan")).toBe("on the manifold vae-gan");
    expect(spaceWords(exact, "latent/fonts")).toBe("on the manifold fonts");
  });

  test("come in the order images, the judged space, other manifolds, transformations, whatever the order of the rows", () => {
    const rows = (["transformation", "latent/fonts", "latent/vae-gan", "image", "image"] as const).map((space) => ({ space }));
    expect(spacesOf(TWO, rows)).toEqual(["image", "latent/fonts", "latent/vae-gan", "transformation"]);
    const other = { ...TWO, settings: { ...TWO.settings, latent: "latent/vae-gan" as const } };
    expect(spacesOf(other, rows)).toEqual(["image", "latent/vae-gan", "latent/fonts", "transformation"]);
    expect([TWO, LEARNED, NONE].map((result) => latentSpacesOf(result))).toEqual([
      ["latent/fonts", "latent/vae-gan"],
      ["latent/vae-gan"],
      [],
    ]);
  });

  test("training on a learned manifold is named for it", () => {
    expect(words("on-manifold/vae-gan")).toBe("On-manifold, vae-gan");
  });
});

describe("the true manifold and a learned one", () => {
  test("stand side by side in Figures 5 and 8, in the tables and in the summary", () => {
    expect(textsOf(TWO, '[data-figure="Figure 5"] .panel-title')).toEqual([
      "Test error against N",
      "Success on the manifold against N",
      "Success on the learned manifold vae-gan against N",
      "Success on the manifold against test error",
      "Success on the learned manifold vae-gan against test error",
    ]);
    expect(textsOf(TWO, '[data-figure="Figure 8"] .panel-title')).toEqual([
      "Regular attack",
      "Attack on the manifold",
      "Attack on the learned manifold vae-gan",
    ]);
    const heads = ["Regular success (%)", "Success on the manifold (%)", "Success on the learned manifold vae-gan (%)"];
    expect(textsOf(TWO, "[data-section=models] th").slice(4, 7)).toEqual(heads);
    expect(renderReport(TWO).summary).toContain(`| Training | N | Test error (%) | ${heads.join(" | ")} |`);
  });

  test("have their own numbers, drawn and published", () => {
    const panels = [...pageOf(TWO).querySelectorAll('[data-figure="Figure 5"] .panel')];
    for (const [place, space, published] of [
      [1, "latent/fonts", "93.7"],
      [2, "latent/vae-gan", "53.6"],
    ] as const) {
      const titles = [...(panels[place]?.querySelectorAll("title") ?? [])].map(({ textContent }) => textContent);
      const row = TWO.means.find((mean) => mean.space === space && mean.size === 250 && mean.strategy === "normal");
      const value = (100 * (row?.mean ?? 0)).toFixed(1);
      expect(titles.some((title) => title.startsWith(`Normal, N = 250: ${value} %`))).toBe(true);
      expect(titles).toContain(`The paper, normal, N = 250: ${published} %`);
    }
  });

  test("have examples of both, and labels judged by either rule", () => {
    expect(textsOf(TWO, '[data-figure="Figure 2"] .example:first-child .what')).toEqual([
      "original",
      "regular",
      "difference",
      "on the manifold",
      "difference",
      "on the learned manifold vae-gan",
      "difference",
    ]);
    const rows = rowsOf(TWO, "[data-section=audit] details:last-of-type");
    expect(rows).toHaveLength(TWO.labels.length);
    expect(rows.filter((row) => row.includes("on the manifold Definition 1 310 310 0"))).toHaveLength(TWO.labels.length / 2);
    expect(rows.filter((row) => row.includes("on the learned manifold vae-gan reconstruction 240 228 70 –"))).toHaveLength(
      TWO.labels.length / 2,
    );
  });
});

describe("learned manifolds alone", () => {
  test("distances say that they are to an approximate manifold, beside both controls", () => {
    const [caption] = textsOf(LEARNED, '[data-figure="Figure 3"] figcaption');
    expect(caption).toContain("to the approximate manifold (knn)");
    expect(caption).not.toContain("Random noise leaves a low-dimensional manifold");
    expect(populations(LEARNED, LEARNED.distances).map(({ name }) => name)).toEqual([
      "Regular adversarial",
      "Random noise, same norm",
      "Moves on the learned manifold vae-gan",
      "Control, to held-out images",
      "The control, shrunk to that norm",
      "Clean images",
    ]);
    expect(populations(TWO, TWO.distances).map(({ name }) => name)).toContain("Control, on the manifold");
    const colors = populations(LEARNED, LEARNED.distances).map(({ color }) => color);
    expect(new Set(colors).size).toBe(colors.length);
  });

  test("the second distance of the ruler is told where it was measured", () => {
    const rows = rowsOf(LEARNED, "[data-section=distances] details");
    expect(rows).toHaveLength(LEARNED.distances.length);
    const first = LEARNED.distances[0];
    expect(rows[0]).toContain(`${first?.distance.q50?.toFixed(3)} ${first?.residual?.q50?.toFixed(3)}`);
    expect(textsOf(TWO, "[data-section=distances] details table")).toEqual([]);
  });

  test("lessons have curves by name with a line each, figures and times; only where something was learned", () => {
    expect(textsOf(LEARNED, "[data-section=lessons] h3")).toEqual(["Manifold vae-gan", "Manifold knn"]);
    expect(textsOf(LEARNED, '[data-figure="Lesson curves"] h4')).toEqual(["Reconstruction", "Discriminator"]);
    expect(textsOf(LEARNED, '[data-figure="Samples"] h4')).toEqual(Array.from({ length: 10 }, (_, k) => `Class ${k}`));
    const titles = textsOf(LEARNED, '[data-figure="Lesson curves"] .panel:first-child title');
    expect(titles).toHaveLength(10);
    expect(titles[3]).toMatch(/^class-3: last 3\.\d{3}$/);
    const rows = rowsOf(LEARNED, "[data-section=lessons]");
    expect(rows).toHaveLength(11);
    expect(rows[3]).toBe("class-3 3.575 41 s");
    expect(rows[10]).toBe("index 20,000 41 s");
    expect(textsOf(sampleResult(), "[data-section=lessons]")).toEqual([]);
  });

  test("warnings of lessons are among the warnings", () => {
    expect(textsOf(LEARNED, ".warnings li")).toContain(
      "The discriminator's loss was not finite in the last epoch (manifold vae-gan, class-2)",
    );
    expect(renderReport(LEARNED).summary).toContain(
      "- manifold vae-gan, class-2: The discriminator's loss was not finite in the last epoch",
    );
  });

  test("settings say what each manifold is for", () => {
    const [settings] = textsOf(LEARNED, "dl.settings");
    expect(settings).toContain('vae-gan {"codes":8,"epochs":60}, approximate; claims judge its codes');
    expect(settings).toContain('knn {"neighbours":50}, approximate; without codes; distances are measured to it');
    expect(settings).toContain("50 % on the learned manifold vae-gan (pgd-linf");
    expect(settings).toContain("regular 500, on the learned manifold vae-gan 500");
  });
});

test("examples whose label has changed are marked, and the caption says what the mark means", () => {
  const marked = [...pageOf(LEARNED).querySelectorAll('[data-figure="Figure 2"] .example')].map(
    (card) => card.querySelectorAll(".tile.relabelled").length,
  );
  expect(marked).toEqual([0, 1, 0, 0, 0, 0]);
  expect(textsOf(LEARNED, ".tile.relabelled")[0]).toMatch(/^on the learned manifold vae-gan.*label changed$/);
  expect(pageOf(LEARNED).querySelector(".tile.relabelled img")?.getAttribute("alt")).toContain("label changed");
  const caption = '[data-figure="Figure 2"] figcaption';
  expect(textsOf(LEARNED, caption)[0]).toContain("no longer keep their label");
  const kept = sampleResult();
  expect(textsOf(kept, ".tile.relabelled")).toEqual([]);
  expect(textsOf(kept, caption)[0]).not.toContain("label (part");
});

describe("no manifold, and colour images", () => {
  test("every figure but those of the manifold is there", () => {
    expect(textsOf(NONE, '[data-figure="Figure 5"] .panel-title')).toEqual(["Test error against N"]);
    expect(textsOf(NONE, '[data-figure="Figure 5"] figcaption')[0]).not.toContain("manifold");
    expect(textsOf(NONE, '[data-figure="Figure 8"] .panel-title')).toEqual(["Regular attack"]);
    expect(textsOf(NONE, "[data-section=absent]")[0]).toContain("distances to the manifold (Figure 3)");
    expect(textsOf(NONE, "dl.settings")[0]).toContain("Manifolds none");
    expect(textsOf(NONE, '[data-figure="Figure 2"] figcaption')[0]).toContain("the redder a pixel, the more its colour changes");
  });

  test("classes are called what the dataset calls them", () => {
    const [first] = textsOf(NONE, ".example:first-child");
    expect(first).toContain("T-shirt/top");
    expect(first).toContain("✗ Dress");
  });
});

test.each(["both", "learned", "none"] as const)("the page of a run with manifolds %s has no number that is none", (kind) => {
  const { html, summary, csv } = renderReport(sampleResult({ kind, combined: kind === "both" }));
  const text = html.replace(/<script>[\s\S]*<\/script>/, "").replaceAll(/data:image\/png;base64,[^"]*/g, "");
  for (const part of [text, summary, csv]) expect(part.match(/.{0,60}(?:NaN|undefined|Infinity|\[object).{0,20}/g)).toBeNull();
});
