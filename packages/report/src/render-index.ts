import type { RunResult, VerdictRow } from "@disentangle/artifacts";
import { byArchitecture } from "./data/by-architecture.ts";
import { curvesBySize, isMeasured, type Quantity } from "./data/curves.ts";
import { formatCount, formatTime } from "./data/format.ts";
import { datasetName } from "./data/names.ts";
import { inSpace, latentSpacesOf } from "./data/spaces.ts";
import { strategiesOf } from "./data/strategies.ts";
import { html, type Html } from "./html/html.ts";
import { page } from "./page/page.ts";
import { legend } from "./plots/legend.ts";
import { panel } from "./plots/panel.ts";
import { percentAxis } from "./plots/percent-axis.ts";
import { sizeAxis } from "./plots/size-axis.ts";
import { outcomeBadge } from "./sections/outcome.ts";
import { type Column, table } from "./sections/table.ts";

/** A run of an index. */
export interface IndexedRun {
  /** What it is called: its folder. */
  readonly name: string;
  /** Path of its report from the index, its parts separated by slashes. */
  readonly href: string;
  readonly result: RunResult;
}

/** One architecture of a run. */
interface Row extends IndexedRun {
  readonly architecture: string;
}

/** A page over several runs: the verdicts of all in one table, small multiples of their curves, links. */
export function renderIndex(runs: readonly IndexedRun[]): string {
  const rows = runs.flatMap((run): Row[] => byArchitecture(run.result).map(({ name, result }) => ({ ...run, result, architecture: name })));
  const claims = [...new Map(rows.flatMap(({ result }) => result.verdicts).map(({ claim, statement }) => [claim, statement]))];
  const columns: Column<Row>[] = [
    {
      title: "Run",
      cell: ({ name, href, result }) => html`<a href="${href}">${name}</a><br /><small>${formatTime(result.timing.started)}</small>`,
    },
    { title: "Dataset", cell: ({ result }) => datasetName(result.settings.dataset) },
    // Before the settings, so that a narrow screen shows them first.
    ...claims.map(([claim]): Column<Row> => ({
      title: `Claim ${claim}`,
      cell: ({ result }) => verdictOf(result.verdicts.find((verdict) => verdict.claim === claim)),
    })),
    {
      title: "Network, attack, manifold",
      cell: ({ architecture, result: { settings } }) =>
        `${architecture}, ${settings.attack.id}, ${settings.manifolds.map(({ id }) => id).join(" and ") || "no manifold"}`,
    },
    {
      title: "Profile, N",
      cell: ({ result }) => `${result.settings.profile}${result.settings.evidence ? "" : ", not evidence"}, ${sizesOf(result)}`,
    },
  ];
  return page(
    `Disentangle: ${runs.length} runs`,
    html`<main>
      <header>
        <p class="kicker">Disentangle</p>
        <h1>${runs.length} runs side by side</h1>
        <p class="setting">
          ${distinct(rows, ({ result }) => result.settings.dataset.id)} · ${distinct(rows, ({ architecture }) => architecture)} ·
          ${distinct(rows, ({ result }) => result.settings.attack.id)}
        </p>
      </header>
      <section data-section="verdicts">
        <h2>Verdicts</h2>
        <div class="runs">${table("Verdicts of every run", columns, rows)}</div>
        <dl class="symbols">
          ${claims.map(
            ([claim, statement]) =>
              html`<div>
                <dt>Claim ${claim}</dt>
                <dd>${statement}</dd>
              </div>`,
          )}
        </dl>
      </section>
      <section data-section="curves">
        <h2>Curves</h2>
        <p>
          Means over models against the training size N, with 95 % intervals where there are three models or more. Axes are the same
          everywhere.
        </p>
        ${rows.map((row) => curves(row, allSizes(rows)))}
      </section>
    </main>`,
  );
}

/** Test error and success in every space of one run. */
function curves({ name, href, architecture, result }: Row, sizes: readonly number[]): Html | null {
  const attack = result.settings.attack.id;
  const quantities: readonly (readonly [title: string, quantity: Quantity])[] = [
    ["Test error", { kind: "error" }],
    ...latentSpacesOf(result).map((space) => [inSpace(result, "success", space), { kind: "success", attack, space }] as const),
    [inSpace(result, "success", "image"), { kind: "success", attack, space: "image" }],
  ];
  const shown = quantities.filter(([, quantity]) => isMeasured(result, quantity));
  const strategies = strategiesOf(result);
  return html`<div class="run">
    <h3><a href="${href}">${name}</a>, ${architecture}</h3>
    ${legend(strategies, [...new Set(result.models.map(({ strategy }) => strategy))])}
    <div class="panels">
      ${shown.map(([title, quantity]) =>
        panel({ title, x: sizeAxis(sizes), y: percentAxis("Share", [], true), curves: curvesBySize(result, quantity) }),
      )}
    </div>
  </div>`;
}

function verdictOf(verdict: VerdictRow | undefined): Html | string {
  return verdict === undefined ? "–" : outcomeBadge(verdict.outcome);
}

function sizesOf({ settings: { sizes } }: RunResult): string {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (first === undefined || last === undefined) return "–";
  return first === last ? formatCount(first) : `${formatCount(first)} to ${formatCount(last)}`;
}

function allSizes(rows: readonly Row[]): readonly number[] {
  return rows.flatMap(({ result }) => result.models.map(({ size }) => size));
}

function distinct(rows: readonly Row[], pick: (row: Row) => string): string {
  return [...new Set(rows.map(pick))].join(", ");
}
