import type { MeanRow, RunResult } from "@disentangle/artifacts";
import { isMeasured, meanOf, type Quantity } from "../data/curves.ts";
import { formatCount, formatInterval, formatNumber } from "../data/format.ts";
import { words } from "../data/names.ts";
import { inSpace, spacesOf } from "../data/spaces.ts";
import { strategiesOf } from "../data/strategies.ts";
import { type Html, html } from "../html/html.ts";
import { rate } from "./rate.ts";
import { type Column, numeric, table } from "./table.ts";

interface Training {
  readonly strategy: string;
  readonly size: number;
}

/** The numbers of the curves: means over the models of each training and N, and the median smallest ε. */
export function means(result: RunResult): Html {
  const { attack } = result.settings;
  const trainings = strategiesOf(result).flatMap((strategy): Training[] => {
    const sizes = new Set(result.models.filter((model) => model.strategy === strategy).map(({ size }) => size));
    return [...sizes].toSorted((a, b) => a - b).map((size) => ({ strategy, size }));
  });
  const shares = [
    { title: "Test error (%)", quantity: { kind: "error" } as Quantity },
    ...spacesOf(result, result.attacks).map((space) => ({
      title: `${inSpace(result, "success", space)} (%)`,
      quantity: { kind: "success", attack: attack.id, space } as Quantity,
    })),
  ].filter(({ quantity }) => isMeasured(result, quantity));
  const radiusOf = ({ strategy, size }: Training): MeanRow | undefined =>
    result.means.find((row) => row.quantity === "radius" && row.attack === attack.id && row.strategy === strategy && row.size === size);
  const columns: Column<Training>[] = [
    { title: "Training", cell: ({ strategy }) => words(strategy) },
    numeric("N", ({ size }) => size, formatCount),
    numeric(
      "Models",
      ({ strategy, size }) => meanOf(result, { kind: "error" }, strategy, size)?.models ?? null,
      (count) => String(count ?? "–"),
    ),
    ...shares.map(({ title, quantity }) => {
      const rowOf = ({ strategy, size }: Training): MeanRow | undefined => meanOf(result, quantity, strategy, size);
      return numeric<Training, number | null>(
        title,
        (training) => rowOf(training)?.mean ?? null,
        (share, training) => rate(share, rowOf(training)?.interval ?? null),
      );
    }),
    ...(trainings.some((training) => radiusOf(training) !== undefined)
      ? [
          numeric<Training, number | null>(
            "Median smallest ε",
            (training) => radiusOf(training)?.mean ?? null,
            (radius, training) =>
              html`${formatNumber(radius)} <span class="interval">${formatInterval(radiusOf(training)?.interval ?? null)}</span>`,
          ),
        ]
      : []),
  ];
  return html`<details>
    <summary>The numbers of these curves</summary>
    ${table("Means over models, with 95 % intervals", columns, trainings)}
  </details>`;
}
