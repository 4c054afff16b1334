import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "@disentangle/core";
import { importedBy } from "./imported-files.ts";

const CODE = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".wasm"]);

/** Files of code that a plugin's folder may hold: a home folder named by mistake is not read through. */
const MOST_FILES = 5000;

/**
 * Hash of a package's code: the files beside and below its entry module, and what these import from
 * elsewhere, packages in `node_modules` by their versions. Part of the key of every result the package took
 * part in, so that a result computed by other code is never taken for this one's. Data that it reads, and
 * modules whose names it makes up, cannot be told.
 *
 * @throws Fault `bad-plugin` where the folder holds too much to be a plugin's
 */
export function packageDigest(entryUrl: string): string {
  const folder = dirname(fileURLToPath(entryUrl));
  // What is compiled for a package from another language lies beside its sources.
  const compiled = join(dirname(folder), "build");
  const own = [...codeFiles(folder), ...(existsSync(compiled) ? codeFiles(compiled) : [])];
  const { files, packages, links } = importedBy(own);
  const hash = createHash("sha256");
  for (const file of [...files, ...links.flatMap((link) => codeFiles(link))]) {
    hash.update(relative(folder, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  for (const name of packages) hash.update(name).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/**
 * The folder of a module of one's own may hold anything, so what is hidden or leads nowhere, or back, is left
 * out.
 */
function codeFiles(folder: string, seen: Set<string> = new Set()): string[] {
  const real = realpathSync(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  if (seen.size > MOST_FILES) throw tooMuch(folder);
  const files = readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      if (name === "node_modules" || name.startsWith(".")) return [];
      const path = join(folder, name);
      const entry = statSync(path, { throwIfNoEntry: false });
      if (entry?.isDirectory()) return codeFiles(path, seen);
      return entry?.isFile() && CODE.has(extname(name)) && !/\.d\.[cm]?ts$/.test(name) ? [path] : [];
    });
  if (files.length > MOST_FILES) throw tooMuch(folder);
  return files;
}

function tooMuch(folder: string): Fault {
  return new Fault(
    "bad-plugin",
    `Beside or below the plugin's module there are more than ${MOST_FILES} files or folders, such as in ${folder}.`,
    {
      value: folder,
      mend: "Put the plugin into a folder of its own: its code is what lies there.",
    },
  );
}
