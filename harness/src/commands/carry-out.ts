import { relative } from "node:path";
import { startWork } from "../api/event-stream.ts";
import { execute, type RunPlace } from "../api/execute.ts";
import { inTurn } from "../api/own-turn.ts";
import { judged } from "../reporters/judged.ts";
import { prepareReporters, tellFailure, tellVerdicts, type Reporter } from "../reporters/reporters.ts";
import type { RunRequest } from "../run/open-run.ts";
import { explainStatus, statusOf } from "./exit-status.ts";
import { printEvents } from "./print-events.ts";
import { printVerdicts } from "./print-verdicts.ts";
import { showProgress } from "./show-progress.ts";

/** How a run is carried out. */
interface Carrying {
  /** The command line that does the same again. */
  readonly command: string;
  /** Whether the result goes to standard output, and a line per event to standard error, as JSON. */
  readonly json: boolean;
  readonly reporters: readonly Reporter[];
  /** Outcomes that are no failure. */
  readonly allow: readonly string[];
  readonly place: RunPlace;
}

/** Carries a run out, shows progress and verdicts. Returns the exit status. */
export async function carryOut(request: RunRequest, { command, json, reporters, allow, place }: Carrying): Promise<number> {
  prepareReporters(reporters);
  const allowed = new Set(allow);
  const run = startWork((emit) => inTurn(() => execute(request, command, emit, place)));
  try {
    await (json ? printEvents(run, process.stderr) : showProgress(run, process.stderr));
  } catch (error) {
    await tellFailure(reporters, error);
    throw error;
  }
  const finished = await run;
  const { result, folder } = finished;
  await tellVerdicts(reporters, finished, allowed);
  const status = statusOf(judged(result).flatMap(({ outcome }) => (allowed.has(outcome) ? [] : [outcome])));
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    printVerdicts(result, relative(process.cwd(), folder), process.stdout);
    process.stdout.write(explainStatus(status));
  }
  return status;
}
