import { COLUMNS, type SampleRow } from "./sample-row.ts";

/** How rows are written. */
export type Format = "csv" | "jsonl";

/** What comes before the first row. */
export function heading(format: Format): string {
  return format === "csv" ? `${COLUMNS.join(",")}\n` : "";
}

/** A row as a line. */
export function line(format: Format, row: SampleRow): string {
  const values = COLUMNS.map((column) => shortest(row[column]));
  if (format === "csv") return `${values.map(field).join(",")}\n`;
  return `${JSON.stringify(Object.fromEntries(COLUMNS.map((column, i) => [column, values[i]])))}\n`;
}

/** Numbers come from float32: nine digits bring each of them back bit for bit. */
function shortest(value: SampleRow[keyof SampleRow]): string | number | null {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;
}

/** Names of parts may hold commas, as in `mlp hidden=[9,9]`; none of them is a formula of a spreadsheet. */
function field(value: string | number | null): string {
  const text = value === null ? "" : typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
