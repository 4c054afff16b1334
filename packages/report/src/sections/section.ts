import { type Content, type Html, html } from "../html/html.ts";

/** A part of the page; a run of several architectures has most of them several times. */
export function section(name: string, title: string, ...content: readonly Content[]): Html {
  return html`<section data-section="${name}">
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/**
 * Panels side by side under one caption, or beside it where they leave room for it.
 *
 * @param name what the figure is called, in the paper where it has a counterpart there
 */
export function figure(name: string, caption: Content, ...panels: readonly (Html | null | false | readonly Html[])[]): Html {
  const shown = panels.flat().filter((entry) => entry !== null && entry !== false);
  const beside = shown.length % 3 === 0 ? "under" : shown.length % 3 === 1 ? "beside-one" : "beside-two";
  return html`<figure data-figure="${name}" class="panels ${beside}">
    ${shown}
    <figcaption><b>${name}${/^Figure \d/.test(name) && " of the paper, redrawn"}.</b> ${caption}</figcaption>
  </figure>`;
}
