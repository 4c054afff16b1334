import type { AttackRow, RunResult } from "@disentangle/artifacts";
import { csvFormatRows } from "d3-dsv";
import { attackColumns, modelRows } from "./data/model-rows.ts";

type Cell = string | number | null;

/** Numbers of one attack and space: the name a column ends in, and what it holds. */
const MEASURES: readonly (readonly [name: string, value: (row: AttackRow) => Cell])[] = [
  ["radius", (row) => row.radius],
  ["restarts", (row) => row.restarts],
  ["images", (row) => row.images],
  ["correct", (row) => row.correct],
  ["trials", (row) => row.trials],
  ["successes", (row) => row.successes],
  ["success_rate", (row) => row.rate],
  ["success_rate_lower", (row) => row.interval[0]],
  ["success_rate_upper", (row) => row.interval[1]],
  ["mean_l0", (row) => row.norms.l0],
  ["mean_l1", (row) => row.norms.l1],
  ["mean_l2", (row) => row.norms.l2],
  ["mean_linf", (row) => row.norms.linf],
  ["mean_image_l2", (row) => row.imageL2],
  ["mean_iteration", (row) => row.iteration],
  ["gradients", (row) => row.gradients],
];

/**
 * All numbers of every model as CSV, one row per model: `models.csv`. The columns of an attack start with its
 * id and space, such as
 * `pgd-linf_image_success_rate`. Shares are in [0, 1]; what was not measured is empty. @internal
 */
export function renderModelsCsv(result: RunResult): string {
  const spaces = attackColumns(result);
  const heads = [
    "architecture",
    "strategy",
    "size",
    "model",
    "test_images",
    "errors",
    "test_error",
    "test_error_lower",
    "test_error_upper",
    "epochs",
    "last_loss",
    "training_seconds",
  ];
  const attackHeads = spaces.flatMap(({ attack, space }) => MEASURES.map(([name]) => `${attack}_${space}_${name}`));
  const rows = modelRows(result).map(({ model, attacks, seconds }) => {
    const own: Cell[] = [
      model.architecture,
      model.strategy,
      model.size,
      model.model,
      model.total,
      model.errors,
      model.error,
      ...model.interval,
    ];
    const measured = spaces.flatMap(({ attack, space }) => {
      const row = attacks.find((entry) => entry.attack === attack && entry.space === space);
      return MEASURES.map(([, value]) => (row === undefined ? null : value(row)));
    });
    return [...own, model.losses.length, model.losses.at(-1) ?? null, seconds, ...measured];
  });
  return `${csvFormatRows([[...heads, ...attackHeads], ...rows].map((row) => row.map(plain)))}\n`;
}

/** Text that no spreadsheet takes for a formula; numbers stay as they are. */
function plain(value: Cell): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
