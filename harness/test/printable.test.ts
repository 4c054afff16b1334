import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { printable, printableIn } from "../src/process/printable.ts";
import { folder, run, type Finished } from "./command.ts";

/** Clears the screen, rings, and turns the text that follows. */
const NASTY = "\u001b[2J\u0007\u009b31m\u202egnp";
// oxlint-disable-next-line no-control-regex -- these are what must not get through
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
let path = "";

beforeAll(() => {
  path = join(folder(), "nasty.mjs");
  const about = JSON.stringify({ title: NASTY, summary: NASTY, options: { [NASTY]: NASTY }, traits: { norm: NASTY } });
  writeFileSync(
    path,
    `const configure = () => ({ options: {}, make: () => { throw new Error(${JSON.stringify(NASTY)}); } });
export default { name: ${JSON.stringify(NASTY)}, version: "1.0.0", contract: 2, offers: [
  { kind: "attack", id: ${JSON.stringify(NASTY)}, about: ${about}, configure },
  { kind: "attack", id: "nasty", about: ${about}, configure },
  { kind: "backend", id: "nasty", about: ${about}, configure } ] };
`,
  );
});

test("controls are shown as what they are, line feeds and tabs stay", () => {
  expect(printable("a\tb\nc\u001b[1m\u202e")).toBe("a\tb\nc\\x1b[1m\\u202e");
  expect(printableIn({ "\u0007": ["\r", 7, null, { deep: "\u009b" }] })).toEqual({ "\\x07": ["\\x0d", 7, null, { deep: "\\x9b" }] });
});

test.each([
  ["list", ["list", "attack", "--plugin"]],
  ["attacks", ["attacks", "--plugin"]],
  ["doctor", ["doctor", "--plugin"]],
  ["a mistake of the plugin", ["--attack", "nasty", "--dry-run", "--profile", "smoke", "--no-config", "--plugin"]],
])("control characters of names do not reach the terminal: %s", { timeout: 120_000 }, async (_, args) => {
  expectClean(await run([...args, path]), "\\x1b[2J");
});

test.each([
  ["an option", [`--${NASTY}`]],
  ["a command", [NASTY]],
  ["a value", ["--models", NASTY]],
  ["a choice", ["list", NASTY]],
  ["a folder", ["compare", NASTY, NASTY]],
])("control characters of the command line do not reach the terminal: %s", async (_, args) => {
  const ended = await run(args);
  expect(ended.status).toBe(2);
  expectClean(ended, "\\x1b[2J");
});

function expectClean({ stdout, stderr }: Finished, shown: string): void {
  expect(stdout + stderr).not.toMatch(CONTROLS);
  expect(stdout + stderr).toContain(shown);
}
