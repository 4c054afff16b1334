import { createHash } from "node:crypto";
import { type Content, Html, html } from "../html/html.ts";
import { client } from "./client.ts";
import { STYLE } from "./style.ts";

/** The page's one script. Nothing in it closes its element, which a test says of the page. */
const SCRIPT = `(${client.toString()})();`;
/** In one piece, as white space around the text would change its hash. */
const SCRIPT_ELEMENT = new Html(`<script>${SCRIPT}</script>`);
const SCRIPT_HASH = createHash("sha256").update(SCRIPT).digest("base64");

/**
 * A whole HTML document that fetches nothing and runs nothing but its own script; its policy says so to the
 * browser.
 */
export function page(title: string, ...content: readonly Content[]): string {
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${content} ${SCRIPT_ELEMENT}
      </body>
    </html> `.markup;
}
