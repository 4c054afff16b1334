import type { DistanceResult, RunResult } from "@disentangle/artifacts";
import { formatCount } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { histogramPanel } from "../plots/histogram-panel.ts";
import { ratioPanel } from "../plots/ratio-panel.ts";
import { figure, section } from "./section.ts";

/** Figure 3 of the paper: how far from the manifold the examples are, beside clean images, random noise and the control. */
export function distances(result: RunResult): Html | null {
  const groups = latestGroups(result.distances);
  if (groups.length === 0) return null;
  return section(
    "distances",
    "Distance to the manifold",
    groups.map(({ first, rows }) => {
      const caption = html`Distance ‖x̃ − π(x̃)‖₂ to the ${first.exact ? "true" : "approximated"} manifold (${first.manifold}),
      ${words(first.strategy).toLowerCase()} training, N = ${formatCount(first.size)}, attack ${first.attack}. First, normalised histograms,
      each scaled to its own tallest bin; the dashed line is the median. Then the same distance as a share of the perturbation ‖x̃ − x‖₂,
      each model by itself: dots are medians, bars hold half and nine tenths of the images. At 1, nothing of the change lies along the
      manifold. Random noise leaves a low-dimensional manifold almost surely as well, so read the adversarial rows beside it.`;
      return figure("Figure 3", caption, histogramPanel(rows), ratioPanel(rows));
    }),
  );
}

/** The rows of each strategy, attack and manifold at its largest size. */
function latestGroups(rows: readonly DistanceResult[]): { first: DistanceResult; rows: DistanceResult[] }[] {
  const groups = Map.groupBy(rows, ({ strategy, manifold, attack }) => JSON.stringify([strategy, manifold, attack]));
  return [...groups.values()].flatMap((group) => {
    const largest = Math.max(...group.map(({ size }) => size));
    const latest = group.filter(({ size }) => size === largest);
    return latest[0] === undefined ? [] : [{ first: latest[0], rows: latest }];
  });
}
