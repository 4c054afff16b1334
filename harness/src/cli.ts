import { styleText } from "node:util";
import { Fault } from "@disentangle/core";
import { type Command, CommanderError } from "commander";
import { EXIT, statusOfError } from "./commands/exit-status.ts";
import { commands } from "./commands/program.ts";
import { didYouMean } from "./request/nearest.ts";

/** Runs the command line; returns the exit status and never throws. */
export async function main(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const stop = (): void => {
    // The second time, the person means it.
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
    process.stderr.write("\nStopping after this step; press Ctrl-C again to stop at once. What is finished is kept.\n");
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  let status: number = EXIT.supported;
  const program = commands(async (work) => {
    status = await work(interrupt.signal);
  });
  try {
    demandCommand(program, args[0]);
    await program.parseAsync(["node", "disentangle", ...args]);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    explain(error);
    return statusOfError(error);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** Refuses a mistyped command, which would be taken for an argument of the default one. */
function demandCommand(program: Command, first: string | undefined): void {
  const names = ["help", ...program.commands.map((command) => command.name())];
  if (first === undefined || first.startsWith("-") || names.includes(first)) return;
  throw new Fault("bad-option", `There is no command "${first}".`, {
    value: first,
    mend: `${didYouMean(first, names)}Commands are ${names.join(", ")}; a run needs none, only options.`,
  });
}

/** One clear message on standard error; the trace only of errors that are ours to mend. */
function explain(error: unknown): void {
  if (Fault.is(error)) {
    process.stderr.write(`${styleText("red", `${error.code}:`)} ${error.message}\n`);
    if (process.env["DISENTANGLE_TRACE"] !== undefined) process.stderr.write(`${traceOf(error)}\n`);
    return;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

/** The stack of an error and of what led to it. */
function traceOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${traceOf(error.cause)}` : own;
}
