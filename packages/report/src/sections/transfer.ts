import type { RunResult } from "@disentangle/artifacts";
import { formatCount, formatPercent, formatPercentInterval } from "../data/format.ts";
import { capitalised, modelName } from "../data/names.ts";
import { spaceWords } from "../data/spaces.ts";
import { transferRows, type TransferRow } from "../data/transfer-rows.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

/** How much of an attack on one source classifier carries over to each model. */
export function transfer(result: RunResult): Html | null {
  const rows = transferRows(result);
  if (rows.length === 0) return null;
  const several = result.settings.architectures.length > 1;
  const columns: Column<TransferRow>[] = [
    { title: "Model", cell: (row) => modelName(row, several) },
    { title: "Examples", cell: ({ space }) => capitalised(spaceWords(result, space)) },
    numeric("Images", ({ images }) => images, formatCount),
    numeric("Correct: source", (row) => row.transfer.sourceCorrect, formatCount),
    numeric("Correct: model", (row) => row.transfer.targetCorrect, formatCount),
    numeric("Correct: both", ({ correct }) => correct, formatCount),
    numeric("Successes: source", (row) => row.transfer.sourceSuccesses, formatCount),
    numeric("Successes: both", ({ successes }) => successes, formatCount),
    numeric(
      "Success rate (%)",
      ({ rate }) => rate,
      (rate, { interval }) => html`${formatPercent(rate)} <span class="interval">${formatPercentInterval(interval)}</span>`,
    ),
    numeric(
      "Carried over (%)",
      ({ transfer }) => transfer.carried,
      (carried, { transfer: { interval } }) =>
        html`${formatPercent(carried)} <span class="interval">${formatPercentInterval(interval)}</span>`,
    ),
  ];
  return section(
    "transfer",
    "From the source to the models",
    html`<p>
      The attack searched one source classifier. A success misleads source and model both; the success rate is taken over what both classify
      correctly, the last column over what succeeded on the source.
    </p>`,
    table("Transfer to every model, with 95 % intervals", columns, rows),
  );
}
