import { readFileSync, writeFileSync } from "node:fs";

const [BEGIN, END] = ["<!-- bench -->", "<!-- end of bench -->"];

/**
 * Puts text between the marks of a page.
 *
 * @throws Error where the page has no marks
 */
export function writeTables(path: string, text: string): void {
  const page = readFileSync(path, "utf8");
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${path} has no place for tables, between ${BEGIN} and ${END}.`);
  writeFileSync(path, `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`);
}
