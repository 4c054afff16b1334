import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly homepage?: string;
  readonly bugs?: { readonly url?: string };
  readonly keywords?: readonly string[];
  readonly files?: readonly string[];
  readonly scripts?: Record<string, string>;
  readonly publishConfig?: { readonly access?: string };
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const workspaces: Workspace[] = ["packages", "plugins"]
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .concat("harness")
  .filter((folder) => existsSync(join(root, folder, "package.json")))
  .map((folder) => ({ folder, manifest: readJson(join(root, folder, "package.json")) as Manifest }));

const folderOf = new Map(workspaces.map(({ folder, manifest }) => [manifest.name, folder]));

function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Static imports and re-exports at the start of a line or after a list of names, and dynamic imports. */
const IMPORT = /^(?:(?:import|export)\b[^"\n]* from |\} from |import |.*\bimport\()"([^".\s][^"\s]*)"/gm;

/** Package names imported by the sources of a folder. */
function imports(folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of sources(folder)) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      if (name === undefined || name.startsWith("node:") || name.startsWith("@disentangle/source")) continue;
      found.add(name.startsWith("@") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] as string));
    }
  }
  return found;
}

describe.each(workspaces)("$folder", ({ folder, manifest }) => {
  const needed = { ...manifest.dependencies, ...manifest.peerDependencies };

  test("is named for its folder and has a README and a licence field", () => {
    const expected = folder === "harness" ? "harness" : folder.split("/")[1];
    expect(manifest.name).toBe(`@disentangle/${expected}`);
    expect(existsSync(join(root, folder, "README.md"))).toBe(true);
    expect(manifest).toHaveProperty("license", "Apache-2.0");
  });

  test("can be found, and cannot be packed without what it is built into", () => {
    const { repository, homepage, bugs, keywords, files, scripts, publishConfig, engines } = manifest;
    const page = repository?.url?.replace(/^git\+|\.git$/g, "");
    expect(page).toMatch(/^https:/);
    expect(repository?.directory).toBe(folder);
    expect(homepage).toBe(`${page}/tree/main/${folder}#readme`);
    expect(bugs?.url).toBe(`${page}/issues`);
    expect(keywords).toEqual(expect.arrayContaining(["disentangle", "adversarial-robustness"]));
    expect(files).toEqual(expect.arrayContaining(["CHANGELOG.md", "dist", "src"]));
    expect(publishConfig?.access).toBe("public");
    expect(scripts?.["prepack"]).toMatch(/tsc -b$/);
    // The oldest line of Node that is maintained; some libraries want one of its later versions.
    expect(engines?.node).toMatch(/^>=22\.\d+(\.\d+)?$/);
  });

  test("declares every package its sources import, and no workspace package it does not", () => {
    const used = imports(join(root, folder, "src"));
    used.delete(manifest.name);
    const undeclared = [...used].filter((name) => !(name in needed));
    expect(undeclared).toEqual([]);
    const named = Object.keys(needed).filter((name) => folderOf.has(name));
    const dynamic = sources(join(root, folder, "src"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    expect(named.filter((name) => !used.has(name) && !dynamic.includes(`"${name}"`))).toEqual([]);
  });

  test("references in tsconfig.json are its workspace dependencies", () => {
    const path = join(root, folder, "tsconfig.json");
    const { references = [] } = readJson(path) as { references?: { path: string }[] };
    const referenced = references.map((reference) => normalize(join(folder, reference.path))).toSorted();
    const expected = [...new Set(Object.keys({ ...needed, ...manifest.devDependencies }))]
      .flatMap((name) => folderOf.get(name) ?? [])
      .toSorted();
    expect(referenced).toEqual(expected);
  });

  test("no arrow points the wrong way", () => {
    const forbidden = [...imports(join(root, folder, "src"))].filter((name) => {
      const target = folderOf.get(name);
      if (target === undefined || name === manifest.name) return false;
      if (folder === "harness") return false;
      return target.startsWith("plugins/") || target === "harness";
    });
    expect(forbidden).toEqual([]);
  });
});

test("all packages are released as one version", () => {
  expect(new Set(workspaces.map(({ manifest }) => manifest.version)).size).toBe(1);
  expect(readJson(join(root, ".changeset/config.json"))).toHaveProperty("fixed", [["@disentangle/*"]]);
});

test("only the harness imports the container", () => {
  const offenders = workspaces.filter(({ folder }) => folder !== "harness" && imports(join(root, folder, "src")).has("tsyringe"));
  expect(offenders.map(({ folder }) => relative(root, folder))).toEqual([]);
});

interface Lint {
  readonly diagnostics: readonly { readonly code: string; readonly note?: string }[];
  readonly number_of_files: number;
}

/** Circles of imports in a folder, as the linter finds them with our settings: "a.ts → b.ts → a.ts". */
function circles(folder: string): { readonly files: number; readonly found: readonly string[] } {
  const linter = join(root, "node_modules/.bin/oxlint");
  const { stdout } = spawnSync(linter, ["--config", join(root, ".oxlintrc.json"), "--format", "json"], { cwd: folder, encoding: "utf8" });
  const { diagnostics, number_of_files: files } = JSON.parse(stdout) as Lint;
  const found = diagnostics
    .filter(({ code }) => code === "import(no-cycle)")
    .map(({ note = "" }) => {
      const names = Array.from(note.matchAll(/\((.+)\)$/gm), ([, name]) => name as string);
      // The linter reports a circle once for each of its files.
      const first = names.indexOf(names.toSorted()[0] as string);
      return [...names.slice(first), ...names.slice(0, first + 1)].join(" → ");
    });
  return { files, found: [...new Set(found)].toSorted() };
}

test("no imports run in a circle, not even those of types", () => {
  const { files, found } = circles(root);
  expect(found).toEqual([]);
  expect(files).toBeGreaterThan(workspaces.flatMap(({ folder }) => sources(join(root, folder, "src"))).length);
});

test("a circle of types alone is found and named", () => {
  const folder = mkdtempSync(join(tmpdir(), "circle-"));
  try {
    for (const [name, next] of ["ab", "bc", "ca"]) {
      writeFileSync(join(folder, `${name}.ts`), `import type { ${next} } from "./${next}.ts";\nexport type ${name} = ${next}[];\n`);
    }
    expect(circles(folder).found).toEqual(["a.ts → b.ts → c.ts → a.ts"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
