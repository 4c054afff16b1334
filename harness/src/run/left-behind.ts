import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { isAddress } from "./open-store.ts";

/**
 * What to copy, in a sentence, where a finished run was moved without the folder that holds its finished
 * work; else undefined.
 *
 * @param out folder of the run
 */
export async function leftBehind(out: string): Promise<string | undefined> {
  const path = join(out, "result.json");
  if (!existsSync(path)) return undefined;
  // A result that cannot be read is about to be written anew.
  const rows = await readResult(path).then(
    ({ artifacts }) => artifacts,
    () => [],
  );
  const [first] = rows;
  if (first === undefined || rows.some((row) => isAddress(row.path) || existsSync(join(out, row.path)))) return undefined;
  const folder = dirname(resolve(out, first.path));
  return `The ${rows.length} files of this finished run are not in ${folder}. Copy them there from where it was run, or all is computed again.`;
}
