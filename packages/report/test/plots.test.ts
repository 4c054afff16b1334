import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { sampleResult } from "./sample-result.ts";
import { histogramPanel } from "../src/plots/histogram-panel.ts";
import { panel } from "../src/plots/panel.ts";
import { ratioPanel } from "../src/plots/ratio-panel.ts";
import { sizeAxis } from "../src/plots/size-axis.ts";
import type { Html } from "../src/html/html.ts";

function elements(plot: Html | null, selector: string): Element[] {
  return [...parseHTML(`<html><body>${plot?.markup}</body></html>`).document.querySelectorAll(selector)];
}

/** Numbers of an attribute of each element. */
function numbers(found: readonly Element[], attribute: string): number[] {
  return found.map((element) => Number(element.getAttribute(attribute)));
}

const STYLE = { color: "var(--series-0)", symbol: "circle" } as const;
/** The inner frame of a panel: 360 × 270 less its margins. */
const FRAME = { left: 44, right: 346, top: 26, bottom: 230 };

describe("panel", () => {
  const plot = panel({
    title: "T",
    x: { label: "X", log: true, domain: [1, 100] },
    y: { label: "Y (%)", domain: [0, 100] },
    curves: [
      {
        style: STYLE,
        points: [
          { x: 1, y: 0, title: "first" },
          { x: 10, y: 50, interval: [25, 75], title: "second" },
          { x: 100, y: 100, title: "third" },
        ],
      },
    ],
  });

  test("puts points where their numbers say, on a linear and a logarithmic axis", () => {
    const dots = elements(plot, "circle");
    expect(numbers(dots, "cx")).toEqual([FRAME.left, expect.closeTo((FRAME.left + FRAME.right) / 2, 6), FRAME.right]);
    expect(numbers(dots, "cy")).toEqual([FRAME.bottom, (FRAME.bottom + FRAME.top) / 2, FRAME.top]);
    expect(dots.map((dot) => dot.textContent)).toEqual(["first", "second", "third"]);
  });

  test("draws an interval over its length, where there is one", () => {
    const rules = elements(plot, '[data-mark="rule"] line');
    expect(rules).toHaveLength(1);
    expect([...numbers(rules, "y1"), ...numbers(rules, "y2")].toSorted((a, b) => a - b)).toEqual([77, 179]);
  });

  test("names its axes with their units", () => {
    const labels = elements(plot, '[data-mark$="axis label"]').map(({ textContent }) => textContent);
    expect(labels).toEqual(["↑ Y (%)", "X →"]);
  });
});

test("the axis of sizes names the first and no two that would touch", () => {
  const { ticks = [], format } = sizeAxis([40_000, 250, 500, 1000, 1500, 2000, 2500, 5000, 7500, 10_000, 15_000, 20_000, 30_000]);
  expect(ticks.map((size) => format?.(size))).toEqual(["250", "1k", "2.5k", "7.5k", "20k"]);
  expect(sizeAxis([500]).ticks).toEqual([500]);
});

describe("distances", () => {
  const result = sampleResult();
  const rows = result.distances;

  test("each population is a row whose shares sum to one and whose median is that of its models", () => {
    const titles = elements(histogramPanel(result, rows), '[data-mark="rect"] title').map(({ textContent }) => textContent);
    const shares = titles.map((title) => Number(/: ([\d.]+) %/.exec(title)?.[1]));
    const populations = new Set(rows.map(({ population, space }) => `${population} ${population === "adversarial" ? space : ""}`)).size;
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100 * populations, -1);
    const texts = elements(histogramPanel(result, rows), "text").map(({ textContent }) => textContent);
    expect(texts).toContain("Random noise, same norm");
    expect(texts.filter((text) => /^median [\d.]+, n 960$/.test(text))).toHaveLength(populations);
  });

  test("few images are drawn in wider bars, and none is lost", () => {
    const count = (scale: number): number[] => {
      const scaled = rows.map((row) => ({ ...row, n: row.n * scale }));
      const shares = elements(histogramPanel(result, scaled), '[data-mark="rect"] title').map(({ textContent }) =>
        Number(/: ([\d.]+) %/.exec(textContent)?.[1]),
      );
      return [shares.length, Math.round(shares.reduce((sum, share) => sum + share, 0) / 10)];
    };
    const [[many = 0, whole], [few = 0, same]] = [count(1), count(0.1)] as const;
    expect(few).toBeLessThan(many / 2);
    expect(same).toBe(whole);
  });

  test("the share of the perturbation is drawn for each model, and not for images that were not perturbed", () => {
    const dots = elements(ratioPanel(result, rows), '[data-mark="dot"] circle');
    expect(dots).toHaveLength(rows.filter(({ ratio }) => ratio !== null).length);
    expect(elements(ratioPanel(result, rows), "text").map(({ textContent }) => textContent)).not.toContain("Clean images");
    expect(
      ratioPanel(
        result,
        rows.filter(({ population }) => population === "clean"),
      ),
    ).toBeNull();
  });
});
