import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

// Code in a README or a page of the documentation is
// - run where it is preceded by `<!-- runs -->`, or by `<!-- runs, given CODE -->`, where CODE is what the
//   reader is taken to have;
// - checked by the compiler where preceded by `<!-- typed -->` or `<!-- typed, given CODE -->`, as it needs a
//   server, files or much time;
// - compared with a file of the repository, of which it must be a part, where preceded by
//   `<!-- from PATH -->`.

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Snippet {
  readonly page: string;
  readonly line: number;
  /** What the marker says; empty where there is none. */
  readonly marker: string;
  readonly code: string;
}

const packages = ["packages", "plugins"].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`));
const pages = [...packages, "harness", "examples", "."]
  .map((folder) => join(folder, "README.md"))
  .concat("CONTRIBUTING.md", ...readdirSync(join(root, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])))
  .filter((page) => existsSync(join(root, page)));

const snippets: Snippet[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/(?:<!-- ((?:runs|typed|from)\b(?:(?!-->)[^])*?) ?-->\n+)?```ts\n([^]*?)```/g)].map(
    ({ 1: marker = "", 2: code = "", index }) => ({ page, line: text.slice(0, index).split("\n").length, marker, code }),
  );
});

const marked = (word: string): Snippet[] => snippets.filter(({ marker }) => marker.startsWith(word));
const running = marked("runs");
const typed = marked("typed");
const quoting = marked("from");

/** The code, after what its reader is taken to have. */
function whole({ marker, code }: Snippet): string {
  return `${marker.replace(/^\w+(, given)?/, "")}\n${code}`;
}

/** A project that has all packages and nothing else, as their users have. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "disentangle-snippets-"));
  const scope = join(folder, "node_modules/@disentangle");
  mkdirSync(scope, { recursive: true });
  for (const path of [...packages, "harness"]) symlinkSync(join(root, path), join(scope, basename(path)));
  symlinkSync(join(root, "harness/node_modules/@tensorflow"), join(folder, "node_modules/@tensorflow"));
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  symlinkSync(join(root, "node_modules/vitest"), join(folder, "node_modules/vitest"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = {
    composite: false,
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    rewriteRelativeImportExtensions: false,
    noEmit: true,
    noUnusedLocals: false,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] }),
  );
  return folder;
}

test("the root README has code that runs, and code from a file", () => {
  expect(running.map(({ page }) => page)).toContain("README.md");
  expect(quoting.map(({ page }) => page)).toContain("README.md");
});

test("the index and the sidebar of the documentation have every page", () => {
  const index = readFileSync(join(root, "docs/index.md"), "utf8");
  const sidebar = readFileSync(join(root, "docs/.vitepress/config.ts"), "utf8");
  const names = pages.filter((page) => page.startsWith("docs/")).map((page) => basename(page, ".md"));
  for (const name of names.filter((name) => name !== "index")) {
    expect(index).toMatch(new RegExp(`^- \\[[^\\]]+\\]\\(${name}\\.md\\): .{20}`, "m"));
    expect(sidebar).toContain(`link: "/${name}"`);
  }
});

test("no code is unchecked", () => {
  expect(snippets.filter(({ marker }) => marker === "").map(({ page, line }) => `${page}:${line}`)).toEqual([]);
});

describe("code in a README or a page", () => {
  const folder = project();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(running)("runs: $page, line $line", async (snippet) => {
    const { page } = snippet;
    // The harness sees all packages that the root README and the documentation may name.
    const cwd = join(root, packages.includes(dirname(page)) ? dirname(page) : "harness");
    const args = ["--conditions=@disentangle/source", "--input-type=module-typescript", "--eval", whole(snippet)];
    await expect(promisify(execFile)(process.execPath, args, { cwd })).resolves.toBeDefined();
  });

  test("has the types that it needs", { timeout: 300_000 }, async () => {
    typed.forEach((snippet, i) =>
      writeFileSync(join(folder, `${i}-${snippet.page.replaceAll(/\W+/g, "-")}-line-${snippet.line}.ts`), whole(snippet)),
    );
    const tsc = promisify(execFile)(join(root, "node_modules/.bin/tsc"), ["--project", folder, "--pretty", "false"], { cwd: folder });
    const problems = await tsc.then(
      () => "",
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(problems).toBe("");
  });

  test.each(quoting)("is what $marker says: $page, line $line", ({ marker, code }) => {
    const file = readFileSync(join(root, marker.slice("from ".length)), "utf8");
    // A template's own name is the reader's to choose.
    expect(file.replaceAll('"template"', '"mine"')).toContain(code);
  });
});
