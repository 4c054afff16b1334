import { type Html, Html as Markup, html } from "../html/html.ts";

/** Sections with an id each, and the list of links to them. */
export interface Navigated {
  readonly body: Html;
  readonly navigation: Html;
}

/** Something outside the page that it leads to. */
export interface OutsideLink {
  readonly href: string;
  readonly text: string;
}

/**
 * Gives every section an id, by its name and, where a run has several of it, its number, and makes the
 * navigation: parts of the page, then files and pages beside it.
 */
export function navigated(content: Html, outside: readonly OutsideLink[]): Navigated {
  const counts = new Map<string, number>();
  const entries: { readonly id: string; readonly title: Html }[] = [];
  const markup = content.markup.replaceAll(
    /<section data-section="([a-z-]+)">\s*(?:<h2>([\s\S]*?)<\/h2>)?/g,
    (all: string, name: string, title: string | undefined) => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const id = count === 1 ? name : `${name}-${count}`;
      if (title !== undefined && count === 1) entries.push({ id, title: new Markup(title) });
      return all.replace("<section", `<section id="${id}"`);
    },
  );
  return {
    body: new Markup(markup),
    navigation: html`<nav class="contents" aria-label="Contents">
      <details>
        <summary>Contents</summary>
        <ul>
          <li><a href="#top">Verdicts</a></li>
          ${entries.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </details>
      <ul class="outside">
        ${outside.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`)}
      </ul>
    </nav>`,
  };
}
