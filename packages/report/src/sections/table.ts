import { type Content, type Html, html } from "../html/html.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Set to the right and with figures of one width. */
  readonly numeric?: boolean;
  readonly cell: (row: Row) => Content;
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
          ${columns.map(({ title, numeric }) => html`<th scope="col" ${numericClass(numeric)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(({ cell, numeric, title }) => html`<td${numericClass(numeric)} data-label="${title}">${cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function numericClass(numeric: boolean | undefined): Content {
  return numeric === true && html` class="numeric"`;
}
