import { csvFormatRows } from "d3-dsv";
import { parseHTML } from "linkedom";
import type { ReportFile } from "./figure-files.ts";
import { latexTable } from "./latex.ts";
import { slug, uniqueNames } from "./slug.ts";

/** Every table of a page as CSV and as LaTeX, with the digits that the page shows. */
export function tableFiles(page: string): ReportFile[] {
  const { document } = parseHTML(page);
  const unique = uniqueNames();
  return [...document.querySelectorAll("table")].flatMap((table) => {
    const caption = text(table.querySelector("caption"));
    const heads = [...table.querySelectorAll("thead th")];
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map(text));
    const name = unique(slug(caption));
    const titles = heads.map(text);
    return [
      { path: `tables/${name}.csv`, content: `${csvFormatRows([titles, ...rows.map((row) => row.map(plain))])}\n` },
      {
        path: `tables/${name}.tex`,
        content: latexTable(
          caption,
          titles,
          heads.map((head) => head.getAttribute("class") === "numeric"),
          rows,
        ),
      },
    ];
  });
}

/** Numbers as programs read them; text that a spreadsheet would take for a formula as text. */
function plain(cell: string): string {
  const number = cell.replaceAll("−", "-").replaceAll(/(?<=\d),(?=\d{3})/g, "");
  return /^[=+@\t\r]|^-(?![\d.])/.test(number) ? `'${number}` : number;
}

function text(element: Element | null): string {
  return (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}
