import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { Html } from "../html/html.ts";

/** Of a plot in a card of the first screen, which is as wide as it is drawn: its labels have 11 pixels. */
export const COMPACT = {
  width: 250,
  height: 160,
  marginTop: 24,
  marginBottom: 34,
  style: { fontSize: "11px", fontFamily: "var(--sans)", background: "transparent" },
} as const;

/**
 * A plot as inline SVG. It takes its colours from the page and scales with its container; drawn at a width at
 * which its labels stay readable on a phone.
 *
 * @param label what it shows, for those who cannot see it
 */
export function draw(label: string, options: Plot.PlotOptions): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    document,
    className: "plot",
    width: 360,
    height: 270,
    marginLeft: 44,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 40,
    style: { fontSize: "12.5px", fontFamily: "var(--sans)", background: "transparent" },
    ...options,
  });
  // What Plot calls its marks is for tests: no assistive technology may read a name off a group without a
  // role.
  for (const mark of svg.querySelectorAll("[aria-label]")) {
    mark.setAttribute("data-mark", mark.getAttribute("aria-label") ?? "");
    mark.removeAttribute("aria-label");
  }
  if (label !== "") {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  }
  // A mark that stands for a model says so in an attribute, rather than being one of a hundred links.
  for (const link of svg.querySelectorAll("a")) {
    const mark = link.firstElementChild;
    if (mark === null) continue;
    mark.setAttribute("data-model", (link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "").slice(1));
    link.replaceWith(mark);
  }
  svg.querySelector("style")?.remove();
  return new Html(svg.outerHTML);
}
