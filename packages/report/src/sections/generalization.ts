import type { RunResult } from "@disentangle/artifacts";
import { curvesAgainst, curvesBySize, dotsOf, isMeasured, publishedCurves, type Quantity } from "../data/curves.ts";
import { strategyStyle } from "../data/palette.ts";
import { inSpace, latentSpacesOf } from "../data/spaces.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { legend } from "../plots/legend.ts";
import { panel } from "../plots/panel.ts";
import { percentAxis } from "../plots/percent-axis.ts";
import { sizeAxis } from "../plots/size-axis.ts";
import { means } from "./means.ts";
import { figure, section } from "./section.ts";

const ERROR: Quantity = { kind: "error" };

/** Success of an attack in a space. */
export type Success = Quantity & { readonly kind: "success" };

/**
 * Figures 5 and 6 of the paper: test error, success in every latent space and regular success against the
 * training size and against each other.
 */
export function generalization(result: RunResult): Html | null {
  if (result.models.length === 0) return null;
  const { attack } = result.settings;
  const image: Success = { kind: "success", attack: attack.id, space: "image" };
  const latent = latentSpacesOf(result)
    .map((space): Success => ({ kind: "success", attack: attack.id, space }))
    .filter((quantity) => isMeasured(result, quantity));
  const strategies = strategiesOf(result);
  const shown = [...new Set(result.models.map(({ strategy }) => strategy))];
  return section(
    "generalization",
    "Robustness and generalization",
    legend(strategies, shown, { published: publishedStrategies(result), models: true }),
    figure(
      "Figure 5",
      html`${latent.length === 0 && "Test error against the training size. "}${
        latent.length > 0 &&
        html`Where test error and success rate on the manifold fall together as training images are added, and where on-manifold training
        lowers both, robustness on the manifold is generalization. `
      }Filled
      marks are means over models with 95 % intervals; a mean of fewer than three models has none, as two do not tell how models differ.
      Open marks are single
      models${
        result.examples.length > 0 &&
        "; where the page has examples of one, a click on its mark leads to them, as does, by keyboard too, its number in the table of every model"
      }.
      ${publishedStrategies(result).length > 0 && "Dashed lines are the values of the paper. "}A table beneath has the numbers of the
      curves.`,
      errorPanel(result),
      latent.map((quantity) => successBySize(result, quantity)),
      latent.map((quantity) => successByError(result, quantity)),
    ),
    isMeasured(result, image) &&
      figure(
        "Figure 6",
        html`Regular success rate against the training size and against test error. Where a line is flat, more data, and the better
        generalization it brings, neither help nor harm regular robustness. Near 100 % the rate is saturated and the sweep over radii
        decides.`,
        successBySize(result, image),
        successByError(result, image),
      ),
    means(result),
  );
}

/** Strategies of the run that published values are drawn of. */
function publishedStrategies(result: RunResult): readonly string[] {
  const strategies = strategiesOf(result);
  const drawn = publishedCurves(result, "size", "error").map(({ style }) => style.color);
  return strategies.filter((strategy) => drawn.includes(strategyStyle(strategies, strategy).color));
}

function errorPanel(result: RunResult): Html {
  const [curves, dots, published] = [curvesBySize(result, ERROR), dotsOf(result, "size", ERROR), publishedCurves(result, "size", "error")];
  const values = [...curves, ...dots, ...published].flatMap(({ points }) => points.map(({ y, interval }) => interval?.[1] ?? y));
  return panel({ title: "Test error against N", x: sizesOf(result), y: percentAxis("Test error", values), curves, dots, published });
}

function successBySize(result: RunResult, quantity: Success): Html {
  return panel({
    title: `${inSpace(result, "success", quantity.space)} against N`,
    x: sizesOf(result),
    y: percentAxis("Success rate", [], true),
    curves: curvesBySize(result, quantity),
    dots: dotsOf(result, "size", quantity),
    published: publishedCurves(result, "size", quantity.space),
  });
}

/**
 * Success of the attack in a space against the test error, every model a dot.
 *
 * @param compact whether it is drawn for the first screen: small, and without published values
 */
export function successByError(result: RunResult, quantity: Success, compact = false): Html {
  const [curves, dots] = [curvesAgainst(result, ERROR, quantity), dotsOf(result, ERROR, quantity)];
  const published = compact ? [] : publishedCurves(result, "error", quantity.space);
  const values = [...curves, ...dots, ...published].flatMap(({ points }) => points.map(({ x }) => x));
  const title = `${inSpace(result, "success", quantity.space)} against test error`;
  return panel({ title, x: percentAxis("Test error", values), y: percentAxis("Success rate", [], true), curves, dots, published, compact });
}

function sizesOf(result: RunResult): ReturnType<typeof sizeAxis> {
  return sizeAxis(result.models.map(({ size }) => size));
}
