import { readFileSync } from "node:fs";

/** The first code of a README that runs, with what its reader is said to have. */
export function readSnippet(path: string): string {
  const [, given = "", code = ""] = /<!-- runs(?:, given)?([^]*?)-->\n+```ts\n([^]*?)```/.exec(readFileSync(path, "utf8")) ?? [];
  if (code === "") throw new Error(`${path} has no code that runs.`);
  return `${given}\n${code}`;
}
