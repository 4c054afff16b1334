import type { RunResult } from "@disentangle/artifacts";
import { curvesAgainst, dotsOf, type Quantity } from "../data/curves.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { legend } from "../plots/legend.ts";
import { panel } from "../plots/panel.ts";
import { percentAxis } from "../plots/percent-axis.ts";
import { figure, section } from "./section.ts";

/**
 * Figure 7 (bottom) of the paper: what regular and on-manifold training reach together; only where a combined
 * strategy ran.
 */
export function combined(result: RunResult): Html | null {
  const strategies = strategiesOf(result);
  if (!strategies.some((strategy) => strategy.includes("combined"))) return null;
  const error: Quantity = { kind: "error" };
  const image: Quantity = { kind: "success", attack: result.settings.attack.id, space: "image" };
  const [curves, dots] = [curvesAgainst(result, image, error), dotsOf(result, image, error)];
  const values = [...curves, ...dots].flatMap(({ points }) => points.map(({ y }) => y));
  return section(
    "combined",
    "Regular and on-manifold training combined",
    legend(strategies, strategies),
    figure(
      "Figure 7",
      html`Test error against regular success rate (bottom row of the paper's figure). Further left is more robust, further down generalizes
      better; combined training should reach the lower left, which neither kind of training reaches alone.`,
      panel({
        title: "Test error against regular success",
        x: percentAxis("Regular success rate", [], true),
        y: percentAxis("Test error", values),
        curves,
        dots,
      }),
    ),
  );
}
