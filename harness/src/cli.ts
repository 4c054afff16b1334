import { Fault } from "@disentangle/core";
import { type Command, CommanderError } from "commander";
import { statusOfError } from "./commands/exit-status.ts";
import { commands } from "./commands/program.ts";
import { EXIT } from "./process/exit.ts";
import { explain } from "./process/explain.ts";
import { didYouMean } from "./request/nearest.ts";

/**
 * Runs the command line; returns the exit status and never throws.
 *
 * @param signal stops a run after the step that it is at
 */
export async function main(args: readonly string[], signal: AbortSignal = new AbortController().signal): Promise<number> {
  let status: number = EXIT.supported;
  const program = commands(async (work) => {
    status = await work(signal);
  });
  try {
    demandCommand(program, args[0]);
    await program.parseAsync(["node", "disentangle", ...args]);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.supported : EXIT.usage;
    explain(error);
    return statusOfError(error);
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
