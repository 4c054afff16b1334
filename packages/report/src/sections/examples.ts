import { decodePixels, type ExampleRow, type RunResult } from "@disentangle/artifacts";
import { spaceKind } from "@disentangle/core";
import { formatCount } from "../data/format.ts";
import { words } from "../data/names.ts";
import { inSpace, spaceWords } from "../data/spaces.ts";
import { type Html, html } from "../html/html.ts";
import { difference } from "../images/difference.ts";
import { pngUri } from "../images/png.ts";
import { section } from "./section.ts";

/** Figure 2 of the paper: test images, the adversarial examples found for them, and what changed. */
export function examples(result: RunResult): Html | null {
  if (result.examples.length === 0) return null;
  const [first] = result.examples;
  const marked = result.examples.some(({ adversarial }) => adversarial.some(({ keepsLabel }) => keepsLabel === false));
  const moved = result.examples.some(({ adversarial }) => adversarial.some(({ space }) => spaceKind(space) === "latent"));
  // An image, and two tiles for each example of it.
  const tiles = 1 + 2 * Math.max(...result.examples.map(({ adversarial }) => adversarial.length));
  return section(
    "examples",
    "Adversarial examples",
    html`<figure data-figure="Figure 2">
      <div class="examples" style="--tiles: ${tiles}">${result.examples.map((example) => card(example, result))}</div>
      <figcaption>
        <b>Figure 2.</b> Test images, the adversarial examples found for them, and the normalised differences (x̃ − x) / max |x̃ − x|:
        ${
          result.settings.dataset.image[2] === 1
            ? "red where a pixel gets lighter, blue where it gets darker, white where nothing changes."
            : "the redder a pixel, the more its colour changes."
        }
        A change off the manifold looks like noise over the whole image${moved && "; one along it moves and bends the shape itself"}.
        Beneath each image the class the network predicts (${words((first as ExampleRow).strategy).toLowerCase()} training, N =
        ${formatCount((first as ExampleRow).size)}).${
          marked && " Framed examples no longer keep their label (part 2b'): another class reconstructs them better than their own."
        }
      </figcaption>
    </figure>`,
  );
}

function card(example: ExampleRow, result: RunResult): Html {
  const { classes, image: shape } = result.settings.dataset;
  const length = shape[0] * shape[1] * shape[2];
  const original = decodePixels(example.pixels, length);
  const name = (label: number): string => classes[label] ?? String(label);
  const predicted = (label: number): Html =>
    html`<span class="${label === example.label ? "right" : "wrong"}">${label === example.label ? "" : "✗ "}${name(label)}</span>`;
  return html`<div class="example">
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
