import { existsSync } from "node:fs";
import { join } from "node:path";
import { readResult, type RunResult } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";

/**
 * The result of the run in that folder.
 *
 * @throws Fault `bad-option` where there is no finished run, `bad-data` where its result cannot be trusted
 */
export async function readRun(folder: string): Promise<RunResult> {
  const path = join(folder, "result.json");
  if (existsSync(path)) return readResult(path);
  const why = existsSync(folder) ? `There is no finished run in ${folder}: it has no result.json.` : `There is no run ${folder}.`;
  throw new Fault("bad-option", why, { value: folder, mend: "Name the folder of a run that has ended, such as one under runs." });
}
