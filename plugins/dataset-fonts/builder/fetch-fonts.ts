import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Candidate } from "./select-candidates.ts";

const batchSize = 20;

/** Paths within a package that are kept. */
const wanted = /^(metadata\.json|package\.json|LICENSE|files|files\/.*-latin-\d+-(normal|italic)\.woff)$/;

/**
 * Fetches packages in small batches with a throw-away cache and keeps of each only the latin `.woff` files,
 * `metadata.json`,
 * `package.json` and `LICENSE`, in `<folder>/<family>`. What is there already is not fetched again.
 */
export async function fetchFonts(candidates: readonly Candidate[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const missing = candidates.filter(({ family }) => !existsSync(join(folder, family)));
  for (let start = 0; start < missing.length; start += batchSize) {
    const batch = missing.slice(start, start + batchSize);
    const scratch = mkdtempSync(join(folder, ".batch-"));
    try {
      const names = batch.map((candidate) => candidate.package);
      execFileSync("npm", ["pack", ...names, "--silent", "--pack-destination", scratch, "--cache", join(scratch, "cache")]);
      for (const { family } of batch) unpack(scratch, family, folder);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    console.log(`fetched ${Math.min(start + batchSize, missing.length)} of ${missing.length}`);
    await setTimeout(1000);
  }
}

function unpack(scratch: string, family: string, folder: string): void {
  const prefix = `fontsource-${family}-`;
  const tarball = readdirSync(scratch).find((file) => file.startsWith(prefix) && /^\d+\.\d+\.\d+\.tgz$/.test(file.slice(prefix.length)));
  if (tarball === undefined) throw new Error(`no tarball of ${family} came`);
  const target = join(scratch, family);
  mkdirSync(target);
  execFileSync("tar", ["-xzf", join(scratch, tarball), "-C", target, "--strip-components=1", "--exclude=*.css", "--exclude=*.woff2"]);
  for (const file of readdirSync(target, { recursive: true, encoding: "utf8" })) {
    if (!wanted.test(file)) rmSync(join(target, file), { recursive: true, force: true });
  }
  renameSync(target, join(folder, family));
}
