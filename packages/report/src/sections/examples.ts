import { decodePixels, type ExampleRow, type RunResult } from "@disentangle/artifacts";
import { spaceKind } from "@disentangle/core";
import { formatCount } from "../data/format.ts";
import { modelAnchor } from "../data/model-anchor.ts";
import { words } from "../data/names.ts";
import { isSameModel } from "../data/same-model.ts";
import { inSpace, spaceWords } from "../data/spaces.ts";
import { type Html, html } from "../html/html.ts";
import { difference } from "../images/difference.ts";
import { pngUri } from "../images/png.ts";
import { section } from "./section.ts";

/** Figure 2 of the paper: test images, the adversarial examples found for them, and what changed. */
export function examples(result: RunResult): Html | null {
  const [first] = result.examples;
  if (first === undefined) return null;
  const own = result.examples.filter((example) => isSameModel(example, first));
  const moved = own.some(({ adversarial }) => adversarial.some(({ space }) => spaceKind(space) === "latent"));
  const marked = own.some(({ adversarial }) => adversarial.some(({ keepsLabel }) => keepsLabel === false));
  // An image, and two tiles for each example of it.
  const tiles = 1 + 2 * Math.max(...own.map(({ adversarial }) => adversarial.length));
  return section(
    "examples",
    "Adversarial examples",
    html`<figure data-figure="Figure 2">
      <div class="examples" id="${modelAnchor(first)}" data-filter="classes" style="--tiles: ${tiles}">
        ${own.map((example) => card(example, result))}
      </div>
      <figcaption>
        <b>Figure 2.</b> Test images, the adversarial examples found for them, and the normalised differences (x̃ − x) / max |x̃ − x|:
        ${
          result.settings.dataset.image[2] === 1
            ? "red where a pixel gets lighter, blue where it gets darker, white where nothing changes."
            : "the redder a pixel, the more its colour changes."
        }
        A change off the manifold looks like noise over the whole image${moved && "; one along it moves and bends the shape itself"}.
        Beneath each image the class the network predicts (${words(first.strategy).toLowerCase()} training, N =
        ${formatCount(first.size)}).${
          marked && " Framed examples no longer keep their label (part 2b'): another class reconstructs them better than their own."
        }
      </figcaption>
    </figure>`,
    others(result, first),
  );
}

/** A few examples of every other model: where a point of a figure leads to. */
function others(result: RunResult, first: ExampleRow): Html | false {
  const groups = [...Map.groupBy(result.examples, modelAnchor)].filter(([anchor]) => anchor !== modelAnchor(first));
  return (
    groups.length > 0 &&
    html`<details class="models-examples">
      <summary>Examples of the other models (${groups.length})</summary>
      ${groups.map(([anchor, rows]) => {
        const { strategy, size, model } = rows[0] as ExampleRow;
        const tiles = 1 + 2 * Math.max(...rows.map(({ adversarial }) => adversarial.length));
        return html`<div class="model-examples" id="${anchor}" tabindex="-1">
          <h3>${words(strategy)}, N = ${formatCount(size)}, model ${model}</h3>
          <div class="examples" style="--tiles: ${tiles}">${rows.map((example) => card(example, result))}</div>
        </div>`;
      })}
    </details>`
  );
}

function card(example: ExampleRow, result: RunResult): Html {
  const { classes, image: shape } = result.settings.dataset;
  const length = shape[0] * shape[1] * shape[2];
  const original = decodePixels(example.pixels, length);
  const name = (label: number): string => classes[label] ?? String(label);
  const predicted = (label: number): Html =>
    html`<span class="${label === example.label ? "right" : "wrong"}">${label === example.label ? "" : "✗ "}${name(label)}</span>`;
  return html`<div
    class="example"
    data-class="${name(example.label)}"
    data-predicted="${example.adversarial.map((found) => name(found.predicted)).join("|")}"
  >
    ${tile(pngUri(original, shape), `Test image ${example.sample}, class ${name(example.label)}`, "original", predicted(example.predicted))}
    ${example.adversarial.map((found) => {
      const pixels = decodePixels(found.pixels, length);
      const change = difference(original, pixels, shape);
      const kind = spaceWords(result, found.space);
      const alternative = inSpace(result, "adversarial example", found.space);
      return [
        found.keepsLabel === false
          ? tile(
              pngUri(pixels, shape),
              `${alternative}, predicted ${name(found.predicted)}, label changed`,
              kind,
              html`${predicted(found.predicted)} <span class="changed">label changed</span>`,
              "tile relabelled",
            )
          : tile(pngUri(pixels, shape), `${alternative}, predicted ${name(found.predicted)}`, kind, predicted(found.predicted)),
        tile(
          pngUri(change.pixels, [shape[0], shape[1], 3]),
          `Difference to the image: ${alternative}`,
          "difference",
          html`max ${change.largest.toFixed(2)}`,
        ),
      ];
    })}
  </div>`;
}

function tile(source: string, alternative: string, what: string, below: Html, kind: string = "tile"): Html {
  return html`<div class="${kind}">
    <img src="${source}" alt="${alternative}" /><span class="what">${what}</span><span>${below}</span>
  </div>`;
}
