import { SYMBOLS } from "../data/symbols.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";

/** What every symbol of the page stands for. */
export function symbols(): Html {
  return section(
    "symbols",
    "Symbols",
    html`<dl class="symbols">
      ${SYMBOLS.map(
        ({ symbol, meaning }) =>
          html`<div>
            <dt><dfn>${symbol}</dfn></dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>`,
  );
}
