// Runs command lines one after the other in this process, as one that starts for each takes a second.
import { main } from "../../src/cli.ts";
import { EXIT } from "../../src/process/exit.ts";
import { explain } from "../../src/process/explain.ts";
import type { FromResident, ToResident } from "./resident.ts";

const said = { stdout: "", stderr: "" };
for (const name of ["stdout", "stderr"] as const) {
  process[name].write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    said[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    for (const told of [encoding, done]) if (typeof told === "function") (told as () => void)();
    return true;
  };
}

let stray: (() => void) | undefined;
process.on("uncaughtException", (error) => {
  // As the process of a command does.
  explain(error);
  stray?.();
});
process.on("disconnect", () => process.exit());
process.on("message", ({ args }: ToResident) => {
  [said.stdout, said.stderr] = ["", ""];
  const accident = new Promise<number>((resolve) => (stray = () => resolve(EXIT.failed)));
  const signal = new AbortController().signal;
  void Promise.race([main(args, signal), accident]).then((status) => {
    const reply: FromResident = { status, ...said };
    process.send?.(reply);
  });
});
