import { relative } from "node:path";
import { startWork } from "../api/event-stream.ts";
import { execute, type RunPlace } from "../api/execute.ts";
import { inTurn } from "../api/own-turn.ts";
import type { RunRequest } from "../run/open-run.ts";
import { explainStatus, statusOf } from "./exit-status.ts";
import { printEvents } from "./print-events.ts";
import { printVerdicts } from "./print-verdicts.ts";
import { showProgress } from "./show-progress.ts";

/**
 * Carries a run out, shows progress and verdicts. Returns the exit status.
 *
 * @param command the command line that does the same again
 * @param json whether the result goes to standard output, and a line per event to standard error, as JSON
 */
export async function carryOut(request: RunRequest, command: string, json: boolean, place: RunPlace = {}): Promise<number> {
  const run = startWork((emit) => inTurn(() => execute(request, command, emit, place)));
  await (json ? printEvents(run, process.stderr) : showProgress(run, process.stderr));
  const { result, folder, outcome } = await run;
  const status = statusOf([outcome]);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    printVerdicts(result, relative(process.cwd(), folder), process.stdout);
    process.stdout.write(explainStatus(status));
  }
  return status;
}
