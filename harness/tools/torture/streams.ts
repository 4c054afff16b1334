import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../src/process/exit.ts";
import { shuffled, type Arena } from "./arena.ts";
import { ALONE, BASE_SECONDS, COMPLETE, wrongResult } from "./base-run.ts";
import { wrongsOf } from "./judge.ts";
import type { Place } from "./place.ts";
import { COMMAND, startProgram } from "./real.ts";
import { shellWords } from "./shell.ts";

/** What is done to standard streams, as a shell writes it; FULL is a file on a device that is full. */
const REDIRECTIONS: readonly (readonly [redirection: string, statuses: readonly number[]])[] = [
  ["<&-", [COMPLETE]],
  [">&-", [COMPLETE]],
  ["2>&-", [COMPLETE]],
  ["<&- >&- 2>&-", [COMPLETE]],
  [">FULL", [EXIT.failed]],
  ["2>FULL", [COMPLETE]],
  [">FULL 2>FULL", [EXIT.failed]],
  ["| head -c 1 >BIN", [COMPLETE]],
  ["2>&1 >BIN | head -c 1 >BIN", [COMPLETE]],
  ["2>&1 | true", [COMPLETE]],
];

/** Runs with odd streams: results go to their files all the same, and statuses say what is so. */
export async function stream({ place, findings, random, expected, isOver }: Arena): Promise<void> {
  const full = fullDevice(place);
  if (full === undefined) findings.note("no file system of our own can be mounted here, so no device was full");
  const status = join(place.root, "status");
  const bin = join(place.root, "bin");
  try {
    for (const [redirection, statuses] of shuffled(random, REDIRECTIONS)) {
      if (isOver()) return;
      if (full === undefined && redirection.includes("FULL")) continue;
      const out = join(place.fresh("streams"), "run");
      // The status of the command itself, not that of the last of a pipe.
      const command = `{ ${shellWords([...COMMAND, ...ALONE, "--out", out])}; echo $? >${status}; }`;
      const words = `${command} ${redirection.replaceAll("FULL", full?.file ?? "").replaceAll("BIN", bin)}; exit $(cat ${status})`;
      const ended = await startProgram(["bash", "-c", words], { place, seconds: BASE_SECONDS }).ended;
      // What was said there, nobody saw.
      const stderr = /2>(FULL|&-)/.test(redirection) ? `${ended.stderr} (not to be seen)` : ended.stderr;
      const wrongs = [...wrongsOf({ ...ended, stderr }, new Set(statuses)), ...place.touched()];
      findings.judge("odd streams", redirection, [...wrongs, ...(await wrongResult(out, expected))]);
    }
  } finally {
    full?.unmount();
  }
}

/** A file on a file system of our own that has no room left; undefined where none can be mounted. */
export function fullDevice(place: Place): { readonly folder: string; readonly file: string; readonly unmount: () => void } | undefined {
  const folder = join(place.root, "full");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "file");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  try {
    writeFileSync(join(folder, "stuffing"), Buffer.alloc(100_000));
  } catch {
    // Full, as it should be.
  }
  if (!existsSync(file)) writeFileSync(file, "");
  return { folder, file, unmount: () => execFileSync("umount", ["-l", folder]) };
}
