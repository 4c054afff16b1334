import type { RunResult } from "@disentangle/artifacts";
import { formatCount, formatPercent, formatPercentInterval } from "../data/format.ts";
import { capitalised, modelName } from "../data/names.ts";
import { spaceWords } from "../data/spaces.ts";
import { transferRows, type TransferRow } from "../data/transfer-rows.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, table } from "./table.ts";

/** How much of an attack on one source classifier carries over to each model. */
export function transfer(result: RunResult): Html | null {
  const rows = transferRows(result);
  if (rows.length === 0) return null;
  const several = result.settings.architectures.length > 1;
  const columns: Column<TransferRow>[] = [
    { title: "Model", cell: (row) => modelName(row, several) },
    { title: "Examples", cell: ({ space }) => capitalised(spaceWords(result, space)) },
    { title: "Images", numeric: true, cell: ({ images }) => formatCount(images) },
    { title: "Correct: source", numeric: true, cell: (row) => formatCount(row.transfer.sourceCorrect) },
    { title: "Correct: model", numeric: true, cell: (row) => formatCount(row.transfer.targetCorrect) },
    { title: "Correct: both", numeric: true, cell: ({ correct }) => formatCount(correct) },
    { title: "Successes: source", numeric: true, cell: (row) => formatCount(row.transfer.sourceSuccesses) },
    { title: "Successes: both", numeric: true, cell: ({ successes }) => formatCount(successes) },
    {
      title: "Success rate (%)",
      numeric: true,
      cell: ({ rate, interval }) => html`${formatPercent(rate)} <span class="interval">${formatPercentInterval(interval)}</span>`,
    },
    {
      title: "Carried over (%)",
      numeric: true,
      cell: ({ transfer: { carried, interval } }) =>
        html`${formatPercent(carried)} <span class="interval">${formatPercentInterval(interval)}</span>`,
    },
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
