import { type Content, type Html, html } from "../html/html.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** What its rows are sorted by; a column that has it is set to the right, with figures of one width. */
  readonly value?: (row: Row) => number | null;
  readonly cell: (row: Row) => Content;
}

/** A column of numbers, each shown in that form. */
export function numeric<Row, Value extends number | null>(
  title: string,
  value: (row: Row) => Value,
  show: (value: Value, row: Row) => Content,
): Column<Row> {
  return { title, value, cell: (row) => show(value(row), row) };
}

/** A table that scrolls within itself where it is wider than the page. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title, value }) => html`<th scope="col" ${value !== undefined && html` class="numeric"`}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(
                ({ title, value, cell }) =>
                  html`<td${value !== undefined && html` class="numeric" data-value="${value(row)}"`} data-label="${title}">${cell(row)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
