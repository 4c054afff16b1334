import { spawnSync } from "node:child_process";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { HARNESS } from "./checkout.ts";

/**
 * Folders of this checkout whose code only passes errors on; where the project is installed, all of it lies
 * in `node_modules`.
 */
const OURS = [join(HARNESS, "src"), join(dirname(HARNESS), "packages")];

/**
 * Where an error came from, as `file:line:column`: the innermost frame that is not the harness's, its
 * packages' or a library's, so that whoever wrote a plugin finds the line. Undefined where there is none.
 */
export function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = [...stack.matchAll(/(?:^|[\s(])((?:file:\/\/)?\/[^\s():]+|file:\/\/\/[A-Za-z]:[^\s():]+):(\d+(?::\d+)?)/gm)];
  const [, file, line] = frames.find(([, path]) => !passesOn(path as string)) ?? [];
  if (file === undefined) return undefined;
  return `${file.startsWith("file:") ? fileURLToPath(file) : file}:${line}`;
}

function passesOn(path: string): boolean {
  const file = path.replace(/^file:\/\//, "");
  return /[\\/]node_modules[\\/]/.test(file) || OURS.some((folder) => file.startsWith(folder + sep));
}

/**
 * ` (at file:line)`, to put behind what an error says; empty where the place is not known.
 *
 * @param imported address of the module that could not be imported, where that is the error
 */
export function atPlace(error: unknown, imported?: string): string {
  const place = placeOf(error) ?? (error instanceof SyntaxError && imported !== undefined ? syntaxPlace(imported) : undefined);
  return place === undefined ? "" : ` (at ${place})`;
}

/**
 * Node knows the line of a syntax error in a module, and tells it only where it ends a process: here one that
 * does nothing else.
 */
function syntaxPlace(imported: string): string | undefined {
  const args = ["--input-type=module", "--eval", `await import(${JSON.stringify(imported)})`];
  const { stderr } = spawnSync(process.execPath, [...process.execArgv, ...args], { encoding: "utf8", timeout: 20_000 });
  const [first = ""] = stderr.split("\n");
  return /^(file:\/\/)?.*:\d+$/.test(first) ? first.replace(/^file:\/\/(?=\/[^:]*:\d)/, "") : undefined;
}
