import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

// Code in a README is run where it is preceded by `<!-- runs -->`, or by `<!-- runs, given CODE -->` with
// what the reader is taken to have; it is compared with a file of the repository, of which it must be a part,
// where preceded by `<!-- from PATH -->`.

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Snippet {
  readonly readme: string;
  readonly line: number;
  /** What the marker says. */
  readonly marker: string;
  readonly code: string;
}

const folders = ["packages", "plugins"]
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .concat("harness", ".")
  .filter((folder) => existsSync(join(root, folder, "README.md")));

const snippets: Snippet[] = folders.flatMap((folder) => {
  const readme = join(folder, "README.md");
  const text = readFileSync(join(root, readme), "utf8");
  return [...text.matchAll(/<!-- ((?:runs|from)\b[^]*?) ?-->\n+```ts\n([^]*?)```/g)].map(({ 1: marker = "", 2: code = "", index }) => ({
    readme,
    line: text.slice(0, index).split("\n").length,
    marker,
    code,
  }));
});

const running = snippets.filter(({ marker }) => marker.startsWith("runs"));
const quoting = snippets.filter(({ marker }) => marker.startsWith("from"));

test("the root README has code that runs, and code from a file", () => {
  expect(running.map(({ readme }) => readme)).toContain("README.md");
  expect(quoting.map(({ readme }) => readme)).toContain("README.md");
});

describe("code in a README", () => {
  test.each(running)("runs: $readme, line $line", async ({ readme, marker, code }) => {
    const given = marker.replace(/^runs(, given)?/, "");
    // The harness sees all packages that the root README may name.
    const cwd = join(root, readme === "README.md" ? "harness" : dirname(readme));
    const args = ["--conditions=@disentangle/source", "--input-type=module-typescript", "--eval", `${given}\n${code}`];
    await expect(promisify(execFile)(process.execPath, args, { cwd })).resolves.toBeDefined();
  });

  test.each(quoting)("is what $marker says: $readme, line $line", ({ marker, code }) => {
    const file = readFileSync(join(root, marker.slice("from ".length)), "utf8");
    // A template's own name is the reader's to choose.
    expect(file.replaceAll('"template"', '"mine"')).toContain(code);
  });
});
