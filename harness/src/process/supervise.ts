import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { EXIT } from "./exit.ts";
import { hideSecret } from "./hide-secret.ts";
import { PATIENCE, STOPS, type FromCommand, type ToCommand } from "./messages.ts";

const STATUSES: ReadonlySet<unknown> = new Set(Object.values(EXIT));

/** Milliseconds that a command may take to stop at once. */
const MOMENT = 2000;

/**
 * Runs a command in a process of its own and ends with its status. A verdict is only what the command said
 * itself as it ended: whatever ends that process otherwise (a plugin that exits, lack of memory, a signal, a
 * native crash) ends this one with {@link EXIT.failed} and a line. Signals are heard here, also where the
 * command is caught in an endless loop.
 *
 * @param args of the command line
 */
export function supervise(args: readonly string[]): void {
  const module = new URL(`./command.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
  // Whoever reads this may be gone; that is no reason to end otherwise.
  process.stderr.on("error", () => undefined);
  const command = fork(fileURLToPath(module), hideSecret(args), { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  let status: number | undefined;
  let stops = 0;
  let limit: NodeJS.Timeout | undefined;
  const endWithin = (milliseconds: number): void => {
    clearTimeout(limit);
    limit = setTimeout(() => command.kill("SIGKILL"), milliseconds);
  };
  command.on("message", (message: Partial<FromCommand>) => {
    // A plugin can send, too, and anything.
    if (!STATUSES.has(message.status)) return;
    status = message.status;
    endWithin(1000 * PATIENCE);
  });
  for (const name of STOPS) {
    process.on(name, () => {
      stops++;
      const message: ToCommand = { stop: name };
      command.send(message, () => undefined);
      if (status === undefined) endWithin(stops === 1 ? 1000 * PATIENCE : MOMENT);
    });
  }
  const end = (otherwise: string): void => {
    if (status === undefined) say(stops > 0 ? "aborted: The command did not stop, so it was ended. What is finished is kept." : otherwise);
    process.exit(status ?? (stops > 0 ? EXIT.interrupted : EXIT.failed));
  };
  command.on("error", (error) =>
    end(
      `crashed: The command cannot be started: ${error.message}. Allow more processes and open files (\`ulimit -a\` shows what is allowed).`,
    ),
  );
  command.on("exit", (code, signal) => end(accident(code, signal)));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function accident(code: number | null, signal: NodeJS.Signals | null): string {
  const why =
    signal === null
      ? `ended with status ${code} in the midst of it: something in it, such as a plugin, ended the process`
      : `was ended by ${signal}${MEANINGS[signal] ?? ""}`;
  return `crashed: The process of the command ${why}. What is finished is kept; start it again to go on.`;
}

const MEANINGS: { readonly [name in NodeJS.Signals]?: string } = {
  SIGKILL: ": somebody killed it, or the machine ran out of memory",
  SIGABRT: ": it ran out of memory, or a native library gave up",
  SIGSEGV: ": a native library crashed",
};
