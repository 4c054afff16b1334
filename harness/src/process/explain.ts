import { styleText } from "node:util";
import { Fault, reasonOf } from "@disentangle/core";
import { atPlace } from "../parts/place-of.ts";
import { printable } from "./printable.ts";
import { unfinished } from "./unfinished.ts";

/** One clear message on standard error; with `DISENTANGLE_TRACE` in the environment also the stack. */
export function explain(error: unknown): void {
  const fault = Fault.is(error) ? error : strayFault(error);
  process.stderr.write(`${styleText("red", `${fault.code}:`)} ${printable(fault.message)}\n`);
  if (process.env["DISENTANGLE_TRACE"] !== undefined) process.stderr.write(`${traceOf(fault)}\n`);
}

/** What nobody caught, as a fault that says where it arose. */
export function strayFault(error: unknown): Fault {
  if (error instanceof Error && "syscall" in error && error.syscall === "uv_cwd") {
    return new Fault("io", "The working directory is gone.", { cause: error, mend: "Change into one that is there and start again." });
  }
  const doing = unfinished();
  const when = doing === undefined ? "" : ` during "${doing}"`;
  return new Fault("crashed", `Something failed unexpectedly${when}: ${reasonOf(error).split("\n")[0]}${atPlace(error)}.`, {
    cause: error,
    mend: "What is finished is kept; mend the cause and start again. DISENTANGLE_TRACE=1 in the environment adds the stack.",
  });
}

/** Where nothing is left to be done and the command is not through. */
export function neverSettles(): Fault {
  const doing = unfinished();
  return new Fault("crashed", `${doing === undefined ? "The command" : `"${doing}"`} waits for something that never happens.`, {
    mend: "A promise, such as a plugin's, is never settled: mend that and start again; what is finished is kept.",
  });
}

/** The stack of an error and of what led to it. */
function traceOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${traceOf(error.cause)}` : own;
}
