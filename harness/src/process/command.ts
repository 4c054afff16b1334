// The process of a command. It starts with as little as possible, so that whatever goes wrong is caught.
import { enableCompileCache } from "node:module";
import type { FromCommand, ToCommand } from "./messages.ts";
import { PATIENCE, STOPS } from "./messages.ts";
import { endWithParent } from "./end-with-parent.ts";
import { EXIT } from "./exit.ts";
import { whenIdle } from "./when-idle.ts";
import { flushed, outliveReaders } from "./streams.ts";

const interrupt = new AbortController();
let [ending, crashed] = [false, false];

/** Ends the process, whatever timers and sockets a plugin left open. */
async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  const lost = await flushed();
  if (lost !== undefined) process.stderr.write(`io: Standard output could not be written (${lost.code}).\n`);
  const message: FromCommand = { status: lost === undefined ? status : EXIT.failed };
  if (process.send === undefined) process.exit(message.status);
  process.send(message, () => process.exit(message.status));
}

/** Says in a line what nobody caught, and ends. */
async function crash(why: (words: typeof import("./explain.ts")) => void, otherwise: string): Promise<void> {
  if (crashed || ending) return;
  crashed = true;
  try {
    why(await import("./explain.ts"));
  } catch {
    // Not even these words could be loaded, such as without free file descriptors.
    process.stderr.write(`crashed: ${otherwise}\n`);
  }
  await end(EXIT.failed);
}

function crashOf(error: unknown): Promise<void> {
  return crash(({ explain }) => explain(error), String(error).split("\n")[0] ?? "");
}

function stop({ stop: signal }: ToCommand): void {
  // The second time, the person means it.
  if (interrupt.signal.aborted) return void end(EXIT.interrupted);
  interrupt.abort();
  const again = signal === "SIGINT" ? "press Ctrl-C again" : "ask again";
  process.stderr.write(
    `\nStopping after this step, ${PATIENCE} seconds from now at the latest; ${again} to stop at once. What is finished is kept.\n`,
  );
}

outliveReaders();
endWithParent();
process.on("uncaughtException", (error) => void crashOf(error));
whenIdle(() => void crash(({ explain, neverSettles }) => explain(neverSettles()), "The command never ends."));
// Keys pressed in the terminal reach this process, too; the one that started it passes them on.
for (const name of STOPS) process.on(name, () => undefined);
process.on("message", stop);
process.channel?.unref();

// What was compiled once is kept in the system's folder for temporary files; it must be on before the rest
// loads.
enableCompileCache();
try {
  const { main } = await import("../cli.ts");
  await end(await main(process.argv.slice(2), interrupt.signal));
} catch (error) {
  await crashOf(error);
}
