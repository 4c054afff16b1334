import type { MeanRow, ReportedInterval, RunResult } from "@disentangle/artifacts";
import { csvParse } from "d3-dsv";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { words } from "../src/data/names.ts";
import { renderFiles, renderReport } from "../src/index.ts";
import { sampleResult } from "./sample-result.ts";

// What a figure draws as an interval is what result.json has, read back from the coordinates of the drawing.

const RESULT = sampleResult();

function documentOf(result: RunResult): Document {
  return parseHTML(renderReport(result).html).document;
}

interface Drawn {
  readonly color: string;
  readonly lower: number;
  readonly upper: number;
}

/** The vertical rules of a panel in the units of its axis, which its ticks tell. */
function intervalsOf(panel: Element): Drawn[] {
  const ticks = [...panel.querySelectorAll('[data-mark="y-axis tick label"] text')].map((tick) => ({
    value: Number(tick.textContent.replace("−", "-")),
    at: Number(/,\s*([\d.]+)\)/.exec(tick.getAttribute("transform") ?? "")?.[1]),
  }));
  const [first, last] = [ticks[0], ticks.at(-1)] as [(typeof ticks)[number], (typeof ticks)[number]];
  const valueOf = (y: number): number => first.value + ((y - first.at) / (last.at - first.at)) * (last.value - first.value);
  return [...panel.querySelectorAll('[data-mark="rule"]')].flatMap((group) =>
    [...group.querySelectorAll("line")].map((line) => {
      const ends = ["y1", "y2"].map((name) => valueOf(Number(line.getAttribute(name)))).toSorted((a, b) => a - b);
      return {
        color: group.getAttribute("stroke") ?? line.getAttribute("stroke") ?? "",
        lower: ends[0] as number,
        upper: ends[1] as number,
      };
    }),
  );
}

function panelOf(document: Document, figure: string, heading: string): Element {
  const panels = [...document.querySelectorAll(`[data-figure="${figure}"] .panel`)];
  return panels.find((panel) => panel.querySelector(".panel-title")?.textContent === heading) as Element;
}

/** Intervals of some means, in the units of the axis. */
function expected(pick: (row: MeanRow) => boolean, scale: number): [number, number][] {
  return RESULT.means
    .filter((row) => pick(row) && row.interval !== null)
    .map(({ interval }) => (interval as ReportedInterval).map((end) => scale * (end as number)) as [number, number]);
}

const sorted = (pairs: readonly (readonly [number, number])[]): [number, number][] =>
  pairs.map(([a, b]): [number, number] => [Number(a.toFixed(2)), Number(b.toFixed(2))]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);

describe("intervals of figures are those of result.json", () => {
  const document = documentOf(RESULT);
  test.each([
    ["Figure 5", "Test error against N", (row: MeanRow) => row.quantity === "error", 100],
    ["Figure 5", "Success on the manifold against N", (row: MeanRow) => row.quantity === "success" && row.space === "latent/fonts", 100],
    ["Figure 6", "Regular success against N", (row: MeanRow) => row.quantity === "success" && row.space === "image", 100],
    ["Sweep over radii", "Median smallest ε against N", (row: MeanRow) => row.quantity === "radius", 1],
  ] as const)("%s, %s", (figure, heading, pick, scale) => {
    const drawn = intervalsOf(panelOf(document, figure, heading));
    const wanted = expected(pick, scale);
    expect(wanted.length).toBeGreaterThan(3);
    const [found, known] = [sorted(drawn.map(({ lower, upper }) => [lower, upper])), sorted(wanted)];
    expect(found).toHaveLength(known.length);
    // Coordinates are written to a few digits.
    found.forEach((ends, i) => ends.forEach((end, side) => expect(end).toBeCloseTo(known[i]?.[side] as number, scale === 1 ? 3 : 1)));
  });

  test("and a table has the numbers of all curves, for keyboards, screen readers and spreadsheets", () => {
    const file = renderFiles(RESULT, renderReport(RESULT).html).find(({ path }) => path.startsWith("tables/means-over-models"));
    const rows = csvParse(file?.content ?? "");
    const columns: readonly (readonly [title: string, pick: (row: MeanRow) => boolean, scale: number, digits: number])[] = [
      ["Test error (%)", ({ quantity }) => quantity === "error", 100, 1],
      ["Regular success (%)", ({ quantity, space }) => quantity === "success" && space === "image", 100, 1],
      ["Success on the manifold (%)", ({ quantity, space }) => quantity === "success" && space === "latent/fonts", 100, 1],
      ["Median smallest ε", ({ quantity }) => quantity === "radius", 1, 3],
    ];
    const listed = rows.flatMap((row) =>
      columns.flatMap(([title, , , digits]) => {
        const cells = [title, `${title}, lower`, `${title}, upper`].map((head) => row[head] ?? "");
        return cells[0] === "–"
          ? []
          : [`${title} ${row["Training"]} ${row["N"]} ${row["Models"]}: ${cells.map((cell) => Number(cell).toFixed(digits)).join()}`];
      }),
    );
    const known = columns.flatMap(([title, pick, scale, digits]) =>
      RESULT.means.filter(pick).map(({ strategy, size, models, mean, interval }) => {
        const numbers = [mean, ...(interval ?? [])].map((share) => (scale * (share as number)).toFixed(digits));
        return `${title} ${words(strategy)} ${size} ${models}: ${numbers.join()}`;
      }),
    );
    expect(known.length).toBeGreaterThan(10);
    expect(listed.toSorted()).toEqual(known.toSorted());
  });

  test("and dots of the first screen have those of the findings in words and in length", () => {
    const card = document.querySelector(".card") as Element;
    const findings =
      RESULT.verdicts[0]?.findings.filter(({ quantity }) => quantity.startsWith("Median of d/") || quantity.startsWith("Median of d(")) ??
      [];
    const lengths = [...card.querySelectorAll('[data-mark="rule"] line')]
      .map((line) => Math.abs(Number(line.getAttribute("x2")) - Number(line.getAttribute("x1"))))
      .toSorted((a, b) => a - b);
    const wanted = findings.map(({ interval }) => (interval?.[1] as number) - (interval?.[0] as number)).toSorted((a, b) => a - b);
    expect(lengths).toHaveLength(wanted.length);
    lengths.forEach((length, i) => expect(length / (lengths[0] as number)).toBeCloseTo((wanted[i] as number) / (wanted[0] as number), 3));
  });

  test("a mean without an interval is drawn without one, and says why", () => {
    const means = RESULT.means.map((row) => (row.strategy === "on-manifold" ? { ...row, models: 2, interval: null } : row));
    const panel = panelOf(documentOf({ ...RESULT, means }), "Figure 5", "Test error against N");
    const wanted = means.filter(({ quantity, interval }) => quantity === "error" && interval !== null).length;
    expect(intervalsOf(panel)).toHaveLength(wanted);
    const titles = [...panel.querySelectorAll("title")].map(({ textContent }) => textContent);
    expect(titles.filter((title) => title.endsWith("2 models, too few for an interval")).length).toBeGreaterThan(2);
  });
});
