import { type Content, type Html, html } from "../html/html.ts";

/** A part of the page, with an anchor. */
export function section(id: string, title: string, ...content: readonly Content[]): Html {
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/** Panels side by side under one caption. */
export function figure(name: string, caption: Content, ...panels: readonly Content[]): Html {
  return html`<figure data-figure="${name}">
    <div class="panels">${panels}</div>
    <figcaption><b>${name}.</b> ${caption}</figcaption>
  </figure>`;
}
