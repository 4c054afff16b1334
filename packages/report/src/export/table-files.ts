import { csvFormatRows } from "d3-dsv";
import { parseHTML } from "linkedom";
import type { ReportFile } from "./figure-files.ts";
import { latexTable } from "./latex.ts";
import { slug, uniqueNames } from "./slug.ts";

/** A column of a table of the page, as text. */
interface TextColumn {
  readonly title: string;
  readonly numeric: boolean;
  readonly cells: readonly string[];
}

/** A cell such as `75.0 [74.2, 75.9]`, or of its interval alone. */
const WITH_INTERVAL = /^(.*?) ?\[(.+), (.+)\]$/;

/**
 * Every table of a page as CSV and as LaTeX, with the digits that the page shows. Remarks have a column of
 * their own, and in CSV both bounds of an interval, too.
 */
export function tableFiles(page: string): ReportFile[] {
  const { document } = parseHTML(page);
  const unique = uniqueNames();
  return [...document.querySelectorAll("table")].flatMap((table) => {
    const caption = text(table.querySelector("caption"));
    const columns = columnsOf(table);
    const name = unique(slug(caption));
    return [
      { path: `tables/${name}.csv`, content: csv(withUniqueTitles(columns).flatMap(withBounds)) },
      {
        path: `tables/${name}.tex`,
        content: latexTable(
          caption,
          columns.map(({ title }) => title),
          columns.map(({ numeric }) => numeric),
          rowsOf(columns),
        ),
      },
    ];
  });
}

/** The columns of a table, each followed by one of its remarks where it has some. */
function columnsOf(table: Element): TextColumn[] {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
  return [...table.querySelectorAll("thead th")].flatMap((head, i): TextColumn[] => {
    const cells = rows.map((row) => row[i] as Element);
    const remarks = cells.map((cell) => text(cell.querySelector(".remark")));
    const column = {
      title: text(head),
      numeric: head.classList.contains("numeric"),
      cells: cells.map((cell, row) =>
        text(cell)
          .slice(0, -(remarks[row] as string).length || undefined)
          .trim(),
      ),
    };
    return remarks.every((remark) => remark === "") ? [column] : [column, { title: "Remark", numeric: false, cells: remarks }];
  });
}

/** Titles that several columns have, such as those of the paper's values, after that of the column before. */
function withUniqueTitles(columns: readonly TextColumn[]): TextColumn[] {
  return columns.map((column, i) => {
    const isShared = columns.some(({ title }, j) => j !== i && title === column.title);
    return isShared ? { ...column, title: [columns[i - 1]?.title, column.title].join(", ") } : column;
  });
}

/** A column with intervals as columns of its values, where it has some, and of either bound. */
function withBounds(column: TextColumn): TextColumn[] {
  const { title, cells } = column;
  const parts = cells.map((cell) => WITH_INTERVAL.exec(cell));
  if (!column.numeric || parts.every((part) => part === null)) return [column];
  const bound = (name: string, at: number): TextColumn => ({
    title: `${title}, ${name}`,
    numeric: true,
    cells: parts.map((part) => part?.[at] ?? ""),
  });
  const values = cells.map((cell, i) => parts[i]?.[1] ?? cell);
  const alone = parts.every((part, i) => (part === null ? cells[i] === "–" : part[1] === ""));
  return [...(alone ? [] : [{ ...column, cells: values }]), bound("lower", 2), bound("upper", 3)];
}

function rowsOf(columns: readonly TextColumn[]): string[][] {
  return (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] as string));
}

function csv(columns: readonly TextColumn[]): string {
  return `${csvFormatRows([columns.map(({ title }) => title), ...rowsOf(columns).map((row) => row.map(plain))])}\n`;
}

/** Numbers as programs read them; text that a spreadsheet would take for a formula as text. */
function plain(cell: string): string {
  const number = cell.replaceAll("−", "-").replaceAll(/(?<=\d),(?=\d{3})/g, "");
  return /^[=+@\t\r]|^-(?![\d.])/.test(number) ? `'${number}` : number;
}

function text(element: Element | null): string {
  return (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}
