import { decodePixels, type AttackedModel, type AttackRow, type SweepRow } from "@disentangle/artifacts";
import { formatCount, formatNumber, formatPercent, formatPercentInterval, formatTime } from "./data/format.ts";
import { strategyStyle } from "./data/palette.ts";
import { type Content, type Html, html } from "./html/html.ts";
import { difference } from "./images/difference.ts";
import { pngUri } from "./images/png.ts";
import { page } from "./page/page.ts";
import { legend } from "./plots/legend.ts";
import { panel } from "./plots/panel.ts";
import { percentAxis } from "./plots/percent-axis.ts";
import { radiusAxis } from "./plots/radius-axis.ts";
import { figure, section } from "./sections/section.ts";
import { type Column, numeric, table } from "./sections/table.ts";

/** The page of attacks on a model of one's own; a function of the result alone. */
export function renderAttackPage(result: AttackedModel): string {
  return page(
    `Disentangle: attacks on ${result.model.file}`,
    header(result),
    html`<main>${success(result)} ${sweep(result)} ${examples(result)} ${checks(result)} ${settings(result)}</main>`,
    html`<footer>
      <p>
        Success rates are over the images that the model classifies correctly, worst case over restarts; intervals are Wilson's at 95 %. An
        attack that fails does not show that a model is robust: compare several, and look at the checks.
      </p>
    </footer>`,
  );
}

function header({ model, clean, attacks }: AttackedModel): Html {
  const strongest = attacks.reduce<AttackRow | undefined>((best, row) => ((row.rate ?? -1) > (best?.rate ?? -1) ? row : best), undefined);
  return html`<header>
    <p class="kicker">Disentangle</p>
    <h1>Attacks on ${model.file}</h1>
    <p class="setting">${model.format} · images ${model.image.join(" × ")} · ${formatCount(model.classes.length)} classes</p>
    <p>
      Of ${formatCount(clean.total)} images it misclassifies ${formatPercent(clean.error)} %
      unattacked.${strongest !== undefined && ` ${strongest.attack} at ε = ${formatNumber(strongest.radius)} changes ${formatPercent(strongest.rate)} % of the others.`}
    </p>
  </header>`;
}

const COLUMNS: readonly Column<AttackRow>[] = [
  { title: "Attack", cell: ({ attack }) => attack },
  numeric("Radius ε", ({ radius }) => radius, formatNumber),
  numeric("Restarts", ({ restarts }) => restarts, formatCount),
  numeric("Success (%)", ({ rate }) => rate, formatPercent),
  numeric(
    "95 % interval",
    ({ interval }) => interval[0],
    (_, { interval }) => formatPercentInterval(interval),
  ),
  numeric("Of images", ({ trials }) => trials, formatCount),
  numeric("Mean L∞", ({ norms }) => norms.linf, formatNumber),
  numeric("Mean L2", ({ norms }) => norms.l2, formatNumber),
  numeric("Mean L1", ({ norms }) => norms.l1, formatNumber),
  numeric("Gradients", ({ gradients }) => gradients, formatCount),
];

function success({ attacks }: AttackedModel): Html {
  return section("success", "Success rates", table("Success rates; norms are means over the successes", COLUMNS, attacks));
}

function sweep({ sweeps }: AttackedModel): Html | null {
  if (sweeps.length === 0) return null;
  const names = sweeps.map(({ attack }) => attack);
  const norms = [...new Set(sweeps.map(({ norm }) => norm))];
  return section(
    "sweep",
    "Success against the radius",
    figure(
      "Sweep over radii",
      html`Share of the correctly classified images at which the attack succeeds in a ball of radius ε.
      ${legend(names, names, { name: String })}`,
      // Radii of two norms share no axis.
      norms.map((norm) => {
        const own = sweeps.filter((row) => row.norm === norm);
        return panel({
          title: norm,
          x: radiusAxis(own.flatMap(({ points }) => points.map(({ radius }) => radius))),
          y: percentAxis("Success rate", [], true),
          curves: own.map(({ attack, points }) => ({
            style: strategyStyle(names, attack),
            points: points.flatMap(({ radius, rate, interval: [lower, upper] }) =>
              rate === null
                ? []
                : [
                    {
                      x: radius,
                      y: 100 * rate,
                      title: `${attack}, ε = ${formatNumber(radius)}: ${formatPercent(rate)} %`,
                      ...(lower !== null && upper !== null && { interval: [100 * lower, 100 * upper] as const }),
                    },
                  ],
            ),
          })),
        });
      }),
    ),
    table(
      "Median smallest radius at which the attack succeeds",
      [
        { title: "Attack", cell: (row) => row.attack },
        { title: "Norm", cell: (row) => row.norm },
        numeric<(typeof sweeps)[number], number | null>("Median radius", (row) => row.medianRadius, formatNumber),
        ...(sweeps.some(({ smallestBy }) => smallestBy !== undefined)
          ? [{ title: "Smallest radius by", cell: ({ smallestBy }: SweepRow) => smallestBy ?? "the attack at each radius" }]
          : []),
      ],
      sweeps,
    ),
  );
}

function examples({ examples: rows, model }: AttackedModel): Html | null {
  if (rows.length === 0) return null;
  const length = model.image.reduce((product, side) => product * side, 1);
  const shown = (label: number): string => model.classes[label] ?? String(label);
  const tile = (source: string, alternative: string, what: string, below: Content): Html =>
    html`<div class="tile"><img src="${source}" alt="${alternative}" /><span class="what">${what}</span><span>${below}</span></div>`;
  const tiles = 1 + 2 * Math.max(...rows.map(({ adversarial }) => adversarial.length));
  return section(
    "examples",
    "Adversarial examples",
    html`<figure>
      <div class="examples" style="--tiles: ${tiles}">
        ${rows.map(({ pixels, label, sample, predicted, adversarial }) => {
          const original = decodePixels(pixels, length);
          return html`<div class="example">
            ${tile(pngUri(original, model.image), `Image ${sample}, class ${shown(label)}`, "original", shown(predicted))}
            ${adversarial.map((found) => {
              const changed = decodePixels(found.pixels, length);
              const change = difference(original, changed, model.image);
              const [height, width] = model.image;
              return [
                tile(
                  pngUri(changed, model.image),
                  `${found.attack}: ${shown(found.predicted)}`,
                  found.attack,
                  `✗ ${shown(found.predicted)}`,
                ),
                tile(
                  pngUri(change.pixels, [height, width, 3]),
                  `Difference by ${found.attack}`,
                  "difference",
                  `max ${change.largest.toFixed(3)}`,
                ),
              ];
            })}
          </div>`;
        })}
      </div>
      <figcaption>
        Images, the adversarial examples found for them, and the differences, each divided by its largest. Beneath each image the class the
        model predicts.
      </figcaption>
    </figure>`,
  );
}

const CHECKS: readonly Column<AttackRow>[] = [
  { title: "Attack", cell: ({ attack }) => attack },
  numeric("Excess over radius", ({ audit }) => audit.normExcess, formatNumber),
  numeric("Not finite", ({ audit }) => audit.notFinite, formatCount),
  numeric("Gradient always zero", ({ audit }) => audit.zeroGradients, formatCount),
  numeric("Searches", ({ audit }) => audit.progress.searches, formatCount),
  numeric("By the middle", ({ audit }) => audit.progress.halfway, formatCount),
  numeric("By the end", ({ audit }) => audit.progress.end, formatCount),
  numeric("Failed, loss no lower", ({ audit }) => audit.progress.stalled, formatCount),
];

function checks({ attacks, warnings }: AttackedModel): Html {
  const all = [...warnings, ...attacks.flatMap(({ attack, audit }) => audit.warnings.map((words) => `${attack}: ${words}`))];
  return section(
    "checks",
    "Checks",
    all.length === 0
      ? html`<p>No warnings: every perturbation stayed in its ball and box and was finite, and gradients were not zero throughout.</p>`
      : html`<ul class="warnings">
          ${all.map((words) => html`<li>${words}</li>`)}
        </ul>`,
    table("Checks of every attack", CHECKS, attacks),
  );
}

function settings({ command, model, data, backend, seed, tool, timing }: AttackedModel): Html {
  const rows: readonly (readonly [string, string])[] = [
    ["Command", command],
    ["Model", `${model.file} (sha256 ${model.sha256.slice(0, 16)}…), outputs ${model.outputs}`],
    ["Images", `${data.id} ${JSON.stringify(data.options)}`],
    ["Backend", backend.id],
    ["Seed", String(seed)],
    ["Made by", `${tool.name} ${tool.version}, ${formatTime(timing.started)}, ${formatNumber(timing.seconds)} s`],
  ];
  return section(
    "settings",
    "Settings",
    table(
      "Settings",
      [
        { title: "What", cell: ([name]) => name },
        { title: "Value", cell: ([, value]) => html`<code>${value}</code>` },
      ],
      rows,
    ),
  );
}
