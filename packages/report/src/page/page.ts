import { type Content, Html, html } from "../html/html.ts";
import { STYLE } from "./style.ts";

/** A whole HTML document that fetches nothing and runs nothing; its policy says so to the browser. */
export function page(title: string, ...content: readonly Content[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html> `.markup;
}
