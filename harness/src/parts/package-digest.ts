import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const CODE = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".wasm"]);

/**
 * Hash of a package's code: the files beside and below its entry module. Part of the key of every result the
 * package took part in, so that a result computed by other code is never taken for this one's.
 */
export function packageDigest(entryUrl: string): string {
  const folder = dirname(fileURLToPath(entryUrl));
  // What is compiled for a package from another language lies beside its sources.
  const compiled = join(dirname(folder), "build");
  const files = [...codeFiles(folder), ...(existsSync(compiled) ? codeFiles(compiled) : [])];
  const hash = createHash("sha256");
  for (const file of files) hash.update(relative(folder, file)).update("\0").update(readFileSync(file)).update("\0");
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
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      if (name === "node_modules" || name.startsWith(".")) return [];
      const path = join(folder, name);
      const entry = statSync(path, { throwIfNoEntry: false });
      if (entry?.isDirectory()) return codeFiles(path, seen);
      return entry?.isFile() && CODE.has(extname(name)) && !/\.d\.[cm]?ts$/.test(name) ? [path] : [];
    });
}
