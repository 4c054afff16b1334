import { parseHTML } from "linkedom";
import { STYLE } from "../page/style.ts";
import { draws, type Kind } from "../plots/drawn.ts";
import { slug, uniqueNames } from "./slug.ts";

/** A file beside the page. */
export interface ReportFile {
  /** Path from the folder of the report, such as `figures/figure-5-test-error-against-n.svg`. */
  readonly path: string;
  readonly content: string;
}

/** Colours and fonts of the page by light. */
const VARIABLES: ReadonlyMap<string, string> = new Map(
  [...(/:root \{([\s\S]*?)\}/.exec(STYLE)?.[1] ?? "").matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]),
);
/** Which comes with the font file that pictures are drawn with. */
const FONT = "DejaVu Sans, system-ui, sans-serif";
/** Height of an entry of a legend, and of the air above it. */
const [LINE, AIR] = [18, 8];

/**
 * Every plot of a page as an SVG file that stands by itself: its colours, its font and its legend are in it.
 */
export function figureFiles(page: string): ReportFile[] {
  const { document } = parseHTML(page);
  const unique = uniqueNames();
  const panels = [...document.querySelectorAll("figure .panel, .card .panel")];
  return panels.flatMap((panel) => {
    const svg = panel.querySelector("svg.plot");
    if (svg === null) return [];
    const heading = text(panel.querySelector(".panel-title, h4"));
    const figure = panel.closest("figure")?.getAttribute("data-figure");
    const part = figure ?? text(panel.closest(".card")?.querySelector(".number"));
    return [{ path: `figures/${unique(slug(`${part} ${heading}`))}.svg`, content: standalone(svg, heading, legendOf(panel, heading)) }];
  });
}

interface LegendEntry {
  readonly swatch: string;
  readonly name: string;
}

/** The entries of the legends of a panel's section that it draws, those of symbols where it has them. */
function legendOf(panel: Element, heading: string): readonly LegendEntry[] {
  const root = panel.closest("section, .card");
  return [...(root?.querySelectorAll<HTMLElement>(".legend li") ?? [])].flatMap((entry) => {
    const { kind = "", color = "" } = entry.dataset;
    const used = color === "var(--ink)" ? !heading.startsWith("Median") : draws(panel, kind as Kind, color);
    return used ? [{ swatch: entry.querySelector("svg")?.innerHTML ?? "", name: text(entry) }] : [];
  });
}

function standalone(svg: Element, heading: string, legend: readonly LegendEntry[]): string {
  const [width = 360, height = 270] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
  const total = height + (legend.length === 0 ? 0 : AIR + LINE * legend.length);
  const entries = legend.map(
    ({ swatch, name }, i) =>
      `<g transform="translate(44 ${height + AIR + LINE * i})">${swatch}<text x="38" y="6" dy="0.32em">${escaped(name)}</text></g>`,
  );
  const body =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${total}" ` +
    `viewBox="0 0 ${width} ${total}" fill="currentColor" color="var(--ink)" font-family="${FONT}" font-size="12" text-anchor="start">` +
    `<title>${escaped(heading)}</title><rect width="100%" height="100%" fill="#fff" />` +
    `<g text-anchor="middle">${svg.innerHTML}</g>${entries.join("")}</svg>\n`;
  return body
    .replaceAll("var(--page)", "#fff")
    .replaceAll(/var\(--([\w-]+)\)/g, (_, name: string) => VARIABLES.get(name) ?? "inherit")
    .replaceAll(/ (?:data-model|class)="[^"]*"/g, "");
}

function text(element: Element | null | undefined): string {
  return (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
