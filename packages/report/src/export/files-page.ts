import { html } from "../html/html.ts";
import { page } from "../page/page.ts";
import type { ReportFile } from "./figure-files.ts";

/** A page that shows every figure, and leads to every file. */
export function filesPage(title: string, figures: readonly ReportFile[], tables: readonly ReportFile[]): string {
  const named = (path: string): string => path.replace(/^\w+\//, "").replace(/\.\w+$/, "");
  return page(
    `Figures and tables: ${title}`,
    html`<main>
      <h1>Figures and tables</h1>
      <p><a href="index.html">${title}</a></p>
      <p>Figures as SVG and PNG; tables as CSV and as LaTeX (the first line of each names its packages).</p>
      <ul>
        ${figures.map(
          ({ path }) =>
            html`<li>
              ${named(path)}: <a href="${path}" aria-label="${named(path)} as SVG">SVG</a>,
              <a href="${path.replace(/svg$/, "png")}" aria-label="${named(path)} as PNG">PNG</a>
            </li>`,
        )}
        ${tables
          .filter(({ path }) => path.endsWith(".csv"))
          .map(
            ({ path }) =>
              html`<li>
                ${named(path)}: <a href="${path}" aria-label="${named(path)} as CSV">CSV</a>,
                <a href="${path.replace(/csv$/, "tex")}" aria-label="${named(path)} as LaTeX">LaTeX</a>
              </li>`,
          )}
      </ul>
    </main>`,
  );
}
