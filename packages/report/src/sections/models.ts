import type { AttackRow, ModelKey, RunResult } from "@disentangle/artifacts";
import { formatCount, formatNumber, formatSeconds } from "../data/format.ts";
import { attackColumns, modelRows, type ModelWithAttacks } from "../data/model-rows.ts";
import { modelAnchor } from "../data/model-anchor.ts";
import { modelName, words } from "../data/names.ts";
import { isSameModel } from "../data/same-model.ts";
import { inSpace } from "../data/spaces.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { rate } from "./rate.ts";
import { type Column, numeric, table } from "./table.ts";

/** Every model of the run in one table. */
export function models(result: RunResult): Html | null {
  if (result.models.length === 0) return null;
  const spaces = attackColumns(result);
  const several = new Set(spaces.map(({ attack }) => attack)).size > 1;
  const columns: Column<ModelWithAttacks>[] = [
    { title: "Training", cell: ({ model }) => words(model.strategy) },
    numeric("N", ({ model }) => model.size, formatCount),
    numeric(
      "Model",
      ({ model: { model } }) => model,
      (_, { model }) => linked(result, model),
    ),
    numeric(
      "Test error (%)",
      ({ model }) => model.error,
      (error, { model }) => rate(error, model.interval),
    ),
    ...spaces.map(({ attack, space }) => {
      const rowOf = ({ attacks }: ModelWithAttacks): AttackRow | undefined =>
        attacks.find((entry) => entry.attack === attack && entry.space === space);
      return numeric<ModelWithAttacks, number | null>(
        `${inSpace(result, "success", space)}${several ? `, ${attack}` : ""} (%)`,
        (model) => rowOf(model)?.rate ?? null,
        (share, model) => rate(share, rowOf(model)?.interval ?? null),
      );
    }),
    numeric("Last loss", ({ model }) => model.losses.at(-1) ?? null, formatNumber),
    numeric(
      "Training time",
      ({ seconds }) => seconds,
      (seconds) => (seconds === null ? "–" : formatSeconds(seconds)),
    ),
  ];
  const rows = modelRows(result);
  const content = table("Every model, with 95 % intervals", columns, rows);
  return section(
    "models",
    "Every model",
    rows.length <= 60
      ? content
      : html`<details>
          <summary>${formatCount(rows.length)} models</summary>
          ${content}
        </details>`,
  );
}

/** The number of a model, as a link to its examples where there are any. */
function linked({ examples }: RunResult, model: ModelKey): Content {
  const shown = examples.some((example) => isSameModel(example, model));
  return shown
    ? html`<a href="#${modelAnchor(model)}" aria-label="Examples of ${modelName(model, false)}">${model.model}</a>`
    : model.model;
}
