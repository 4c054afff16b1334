import type { RunResult } from "@disentangle/artifacts";
import { curvesAgainst, curvesBySize, dotsOf, isMeasured, publishedCurves, type Quantity } from "../data/curves.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { isPublished } from "../published/fonts.ts";
import { legend } from "../plots/legend.ts";
import { panel } from "../plots/panel.ts";
import { percentAxis } from "../plots/percent-axis.ts";
import { sizeAxis } from "../plots/size-axis.ts";
import { figure, section } from "./section.ts";

const ERROR: Quantity = { kind: "error" };

/** Figures 5 and 6 of the paper: test error, on-manifold and regular success against the training size and against each other. */
export function generalization(result: RunResult): Html | null {
  if (result.models.length === 0) return null;
  const { attack } = result.settings;
  const latent: Quantity = { kind: "success", attack: attack.id, space: "latent" };
  const image: Quantity = { kind: "success", attack: attack.id, space: "image" };
  const strategies = strategiesOf(result);
  const shown = [...new Set(result.models.map(({ strategy }) => strategy))];
  return section(
    "generalization",
    "Robustness and generalization",
    legend(strategies, shown, isPublished(result, "error")),
    figure(
      "Figure 5",
      html`Where test error and on-manifold success rate fall together as training images are added, and where on-manifold training lowers
      both, robustness on the manifold is generalization. Filled marks: means over models with 95 % intervals, which are wide where there
      are two, as two tell little of how models differ; open marks: single models.`,
      errorPanel(result),
      isMeasured(result, latent) && successBySize(result, latent, "On-manifold success against N"),
      isMeasured(result, latent) && successByError(result, latent, "On-manifold success against test error"),
    ),
    isMeasured(result, image) &&
      figure(
        "Figure 6",
        html`Regular success rate against the training size and against test error. Where a line is flat, more data, and the better
        generalization it brings, neither help nor harm regular robustness. Near 100 % the rate is saturated and the sweep over radii
        decides.`,
        successBySize(result, image, "Regular success against N"),
        successByError(result, image, "Regular success against test error"),
      ),
  );
}

function errorPanel(result: RunResult): Html {
  const [curves, dots, published] = [curvesBySize(result, ERROR), dotsOf(result, "size", ERROR), publishedCurves(result, "size", "error")];
  const values = [...curves, ...dots, ...published].flatMap(({ points }) => points.map(({ y, interval }) => interval?.[1] ?? y));
  return panel({ title: "Test error against N", x: sizesOf(result), y: percentAxis("Test error", values), curves, dots, published });
}

function successBySize(result: RunResult, quantity: Quantity & { kind: "success" }, title: string): Html {
  return panel({
    title,
    x: sizesOf(result),
    y: percentAxis("Success rate", [], true),
    curves: curvesBySize(result, quantity),
    dots: dotsOf(result, "size", quantity),
    published: quantity.space === "transformation" ? [] : publishedCurves(result, "size", quantity.space),
  });
}

function successByError(result: RunResult, quantity: Quantity & { kind: "success" }, title: string): Html {
  const [curves, dots] = [curvesAgainst(result, ERROR, quantity), dotsOf(result, ERROR, quantity)];
  const published = quantity.space === "transformation" ? [] : publishedCurves(result, "error", quantity.space);
  const values = [...curves, ...dots, ...published].flatMap(({ points }) => points.map(({ x }) => x));
  return panel({ title, x: percentAxis("Test error", values), y: percentAxis("Success rate", [], true), curves, dots, published });
}

function sizesOf(result: RunResult): ReturnType<typeof sizeAxis> {
  return sizeAxis(result.models.map(({ size }) => size));
}
