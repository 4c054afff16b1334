import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What modules import or require by a name that stands in their text; more than is imported does no harm. */
const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'`])([^"'`\n$]+)\1/g;
const MODULE = /\.[cm]?[jt]s$/;

/** What modules are made of besides themselves. */
export interface Imported {
  /** Files that they name by paths, themselves included, and of which the same holds. */
  readonly files: readonly string[];
  /** Packages in `node_modules`, as `name@version`. */
  readonly packages: readonly string[];
  /** Folders of packages that are links to somebody's working copy. */
  readonly links: readonly string[];
}

/** All that modules name to be imported, now or later; both sorted, whatever is loaded already. */
export function importedBy(modules: readonly string[]): Imported {
  const [files, packages, links] = [new Set(modules), new Set<string>(), new Set<string>()];
  for (const file of files) {
    if (!MODULE.test(file)) continue;
    for (const [, , specifier] of readFileSync(file, "utf8").matchAll(SPECIFIER)) {
      const path = pathOf(specifier as string, file);
      if (path !== undefined) {
        if (statSync(path, { throwIfNoEntry: false })?.isFile()) files.add(path);
      } else lookUp(specifier as string, file, packages, links);
    }
  }
  return { files: [...files].toSorted(), packages: [...packages].toSorted(), links: [...links].toSorted() };
}

/** The file that a path or a `file:` address names; undefined for the name of a package. */
function pathOf(specifier: string, from: string): string | undefined {
  const [bare = ""] = specifier.split(/[?#]/);
  if (bare.startsWith("file:")) return fileURLToPath(bare);
  if (!/^(?:\.{0,2}\/|\.{1,2}$)/.test(bare)) return undefined;
  const path = resolve(dirname(from), bare);
  // As `require` finds them.
  const found = [path, `${path}.js`, `${path}.cjs`, `${path}.json`, join(path, "index.js")].find((one) =>
    statSync(one, { throwIfNoEntry: false })?.isFile(),
  );
  return found === undefined ? path : realpathSync(found);
}

/** Finds a package as Node does, in the nearest `node_modules`; built-in modules are in none. */
function lookUp(specifier: string, from: string, packages: Set<string>, links: Set<string>): void {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
  if (name === undefined || name.includes(":")) return;
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const manifest = join(folder, "node_modules", name, "package.json");
    if (existsSync(manifest)) {
      const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: string };
      packages.add(`${name}@${version}`);
      const real = dirname(realpathSync(manifest));
      // Those of Disentangle are told by their own hashes.
      if (!real.split(sep).includes("node_modules") && !name.startsWith("@disentangle/")) links.add(real);
      return;
    }
    if (dirname(folder) === folder) return;
  }
}
