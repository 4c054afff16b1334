import type { LadderRow, PathRow, PathStep, RunResult } from "@disentangle/artifacts";
import { spaceKind, type SpaceName } from "@disentangle/core";
import * as Plot from "@observablehq/plot";
import { formatCount, formatNumber } from "../data/format.ts";
import { words } from "../data/names.ts";
import { inSpace, spacesOf, spaceWords } from "../data/spaces.ts";
import { type Html, html } from "../html/html.ts";
import { bytesUri } from "../images/bytes.ts";
import { draw } from "../plots/draw.ts";
import { frames, type Frame } from "./frames.ts";
import { section } from "./section.ts";

/** Attacks looked at closely: what they do at growing radii, and the way they take. */
export function closeUps(result: RunResult): Html | null {
  const { ladders, paths } = result;
  const [first] = [...ladders, ...paths];
  if (first === undefined) return null;
  const by = ladders.find((row) => row.by !== undefined)?.by;
  return section(
    "close-ups",
    "Attacks looked at closely",
    html`<p>
      On the model of ${words(first.strategy).toLowerCase()} training at N = ${formatCount(first.size)} that the examples are of; one
      restart each. A cross marks a wrong prediction.
    </p>`,
    ladders.length > 0 &&
      html`<figure data-figure="Growing radius">
        ${spacesOf(result, ladders).map((space) => laddersOf(result, space))}
        <figcaption>
          <b>Growing radius.</b> Test images attacked with one radius after another, each time afresh, and what the network takes them for.
          At radius 0 the image is as the space renders it, unattacked.
          ${by !== undefined && html`Here ${by} stands for the attack, the minimum-norm attack it names; its perturbation is shrunk to the radius.`}
        </figcaption>
      </figure>`,
    paths.length > 0 &&
      html`<figure data-figure="Path of an attack">
        <div class="frame-grid">${paths.map((path) => pathOf(result, path))}</div>
        <figcaption>
          <b>Path of an attack.</b> Every image that the attack asks the network about, from its random start until it succeeds or ends, and
          the loss it minimises there: for an untargeted attack the negative cross-entropy of the true class. The radius is the smallest of
          the series above that sufficed, as within a large ball the random start alone often does; the largest where none did, and then the
          path ends with the right prediction.
        </figcaption>
      </figure>`,
  );
}

function laddersOf(result: RunResult, space: SpaceName): Html {
  const radius = spaceKind(space) === "image" ? "ε" : "η";
  const rows = result.ladders.filter((row) => row.space === space);
  return html`<h3>${inSpace(result, "attack", space)}</h3>
    <div class="frame-grid">
      ${rows.map((row) =>
        frames(
          `Radius ${radius}`,
          title(result, row),
          row.rungs.map((rung): Frame => {
            const at = `${radius} = ${Number(rung.radius.toPrecision(3))}`;
            return picture(result, row.label, rung, at);
          }),
        ),
      )}
    </div>`;
}

function pathOf(result: RunResult, path: PathRow): Html {
  return frames(
    "Evaluation",
    html`${title(result, path)}; ${spaceWords(result, path.space)}, radius ${Number(path.radius.toPrecision(3))},
    ${path.steps.at(-1)?.predicted === path.label ? "right to the end" : "fooled at the end"}`,
    path.steps.map((step) => picture(result, path.label, step, `${step.evaluation}: loss ${formatNumber(step.loss)}`)),
    lossCurve(path.steps),
  );
}

function lossCurve(steps: readonly PathStep[]): Html {
  const points = steps.filter(({ loss }) => loss !== null);
  return draw("Loss of the attack against the evaluation", {
    height: 150,
    x: { label: "Evaluation →", labelArrow: "none", tickSize: 3, ticks: wholeTicks(steps), tickFormat: "d" },
    y: { label: "↑ Loss", labelArrow: "none", grid: true, tickSize: 0, ticks: 4, nice: true, tickFormat: lossTick(points) },
    marks: [
      Plot.line(points, { x: "evaluation", y: "loss", stroke: "var(--series-2)", strokeWidth: 1.6 }),
      Plot.dot(points, {
        x: "evaluation",
        y: "loss",
        r: 2.4,
        fill: "var(--series-2)",
        title: ({ evaluation, loss }: PathStep) => `evaluation ${evaluation}: loss ${formatNumber(loss)}`,
      }),
    ],
  });
}

/** Losses of an image that is far from being misclassified are tiny, and so are the steps between ticks. */
function lossTick(points: readonly PathStep[]): ((loss: number) => string) | null {
  const most = Math.max(...points.map(({ loss }) => Math.abs(loss ?? 0)));
  return most < 0.001 ? (loss) => formatNumber(loss) : null;
}

/** A few whole numbers from the first to the last evaluation. */
function wholeTicks(steps: readonly PathStep[]): number[] {
  const last = steps.at(-1)?.evaluation ?? 0;
  const every = Math.max(1, Math.ceil(last / 5));
  return Array.from({ length: Math.floor(last / every) + 1 }, (_, i) => i * every);
}

function title({ settings }: RunResult, { sample, label }: Pick<LadderRow, "sample" | "label">): string {
  return `Test image ${sample}, class ${settings.dataset.classes[label] ?? label}`;
}

function picture(
  { settings: { dataset } }: RunResult,
  label: number,
  { predicted, pixels }: { readonly predicted: number; readonly pixels: string },
  at: string,
): Frame {
  const name = dataset.classes[predicted] ?? String(predicted);
  const right = predicted === label;
  return {
    source: bytesUri(pixels, dataset.image),
    alternative: `${at}, predicted ${name}`,
    caption: html`${at}<br /><span class="${right ? "right" : "wrong"}">${right ? "" : "✗ "}${name}</span>`,
  };
}
