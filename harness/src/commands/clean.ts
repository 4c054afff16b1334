import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { cleanLeftovers } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { sizeText } from "@disentangle/files";
import { idleFiles, storedFiles } from "../clean/idle-artifacts.ts";
import { ARTIFACTS, removeRun, runFolders, type RunFolder } from "../clean/run-folders.ts";
import { EXIT } from "../process/exit.ts";
import { printable } from "../process/printable.ts";
import { didYouMean } from "../request/nearest.ts";

/** What is cleaned away besides what no run needs. */
interface CleanOptions {
  /** Runs by name. */
  readonly run?: readonly string[];
  /** Runs untouched for so many days. */
  readonly olderThan?: number;
  /** Bytes that finished work may take; the runs longest untouched go first. */
  readonly limit?: number;
  readonly dryRun?: boolean;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Removes finished work that no run in the folder needs, states of finished trainings, and what killed
 * processes left half-written; runs themselves where they are named, old, or too large together. Files that
 * no run wrote stay.
 */
export async function clean(folder: string, options: CleanOptions): Promise<number> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Fault("bad-option", `There is no folder ${folder}.`, {
      value: folder,
      mend: "Name the folder that runs are in, such as runs.",
    });
  }
  const artifacts = join(folder, ARTIFACTS);
  const all = runFolders(folder);
  const files = existsSync(artifacts) ? storedFiles(artifacts) : [];
  const removed = new Set(chosen(all, options));
  const kept = (): readonly RunFolder[] => all.filter((run) => !removed.has(run));
  const idle = (): ReturnType<typeof idleFiles> => idleFiles(files, kept());
  const sum = (some: readonly { readonly bytes: number }[]): number => some.reduce((total, { bytes }) => total + bytes, 0);
  while (options.limit !== undefined && sum(files) - sum(idle()) > options.limit) {
    const [oldest] = kept();
    if (oldest === undefined) break;
    removed.add(oldest);
  }
  const dry = options.dryRun === true;
  const leftovers = [artifacts, ...all.flatMap(({ path }) => [path, join(path, "report")])]
    .filter((path) => existsSync(path))
    .flatMap((path) => cleanLeftovers(path, dry));
  const gone = idle();
  if (!dry) {
    // Runs first: interrupted in between, work is left that nobody needs, rather than a run without its work.
    for (const run of removed) removeRun(run);
    for (const { path } of gone) rmSync(path, { force: true });
  }
  const lines = [...[...removed].map(({ path }) => path), ...leftovers, ...gone.map(({ path, bytes }) => `${path} (${sizeText(bytes)})`)];
  const verb = dry ? "Would remove" : "Removed";
  for (const line of lines) process.stdout.write(`${verb} ${printable(line)}\n`);
  const silent = kept().filter(({ needs }) => needs === undefined);
  if (silent.length > 0) {
    process.stdout.write(
      `Kept all finished work, as ${silent.map(({ name }) => printable(name)).join(", ")} does not say what it needs: start that again, or remove it with --run.\n`,
    );
  }
  process.stdout.write(`${verb} ${lines.length} in all, ${sizeText(sum(gone))} of finished work.\n`);
  return EXIT.supported;
}

function chosen(all: readonly RunFolder[], { run: names = [], olderThan }: CleanOptions): readonly RunFolder[] {
  const known = all.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Fault("bad-option", `There is no run "${unknown}" here.`, {
      value: unknown,
      mend: `${didYouMean(unknown, known)}There are ${known.join(", ") || "none"}.`,
    });
  }
  const before = olderThan === undefined ? -Infinity : Date.now() - olderThan * DAY;
  return all.filter(({ name, touched }) => names.includes(name) || touched < before);
}
