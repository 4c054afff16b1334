/** Markup that is safe to put into a page. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/**
 * What {@link html} takes between its braces; `null` and `false` are left out, so that `condition && html...`
 * works.
 */
export type Content = Html | string | number | null | false | readonly Content[];

/**
 * Markup from a template: text is escaped, for element content and quoted attributes alike; {@link Html} goes
 * in as it is.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(markup)));
}

function markup(content: Content): string {
  if (content instanceof Html) return content.markup;
  if (content === null || content === false) return "";
  if (typeof content === "object") return content.map(markup).join("");
  return escape(String(content));
}

/** Text in which what stands between backticks is code. */
export function inlineCode(text: string): Content {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return text;
  return parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
