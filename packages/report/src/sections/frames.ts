import { type Content, type Html, html } from "../html/html.ts";

/** One picture of a series. */
export interface Frame {
  /** A PNG in a data URI. */
  readonly source: string;
  /** What it shows, for those who cannot see it. */
  readonly alternative: string;
  /** Beneath it. */
  readonly caption: Content;
}

/**
 * A series of pictures: a strip of all of them, of which a script shows one, large, under a slider.
 *
 * @param label what the slider moves along, such as `Radius ε`
 */
export function frames(label: string, title: Content, series: readonly Frame[], beside: Content = null): Html {
  return html`<div class="frames" data-label="${label}">
    <h4>${title}</h4>
    <div class="strip" role="group" aria-label="${label}" tabindex="0">
      <ol>
        ${series.map(
          ({ source, alternative, caption }) =>
            html`<li><img src="${source}" alt="${alternative}" loading="lazy" /><span class="caption">${caption}</span></li>`,
        )}
      </ol>
    </div>
    ${beside}
  </div>`;
}
