import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const CODE = new Set([".ts", ".js", ".mjs", ".wasm"]);

/**
 * Hash of a package's code: the files beside and below its entry module. Part of the key of every result the package took part in, so that
 * a result computed by other code is never taken for this one's.
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

function codeFiles(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      if (name === "node_modules") return [];
      if (statSync(path).isDirectory()) return codeFiles(path);
      return CODE.has(extname(name)) && !name.endsWith(".d.ts") ? [path] : [];
    });
}
