import { relative } from "node:path";
import { Fault } from "@disentangle/core";
import { planRun } from "../api/plan.ts";
import { readConfig } from "../request/config-file.ts";
import { SINGULAR } from "../request/read-settings.ts";
import { reproduce } from "../request/reproduce.ts";
import { printable } from "../process/printable.ts";
import { parseReporter } from "../reporters/reporters.ts";
import { describePlan, type PlanFormat } from "./describe-plan.ts";
import { EXIT } from "../process/exit.ts";

/** Options of the command line that are about this invocation rather than the run. */
interface Invocation {
  /** A path; false to look for none. */
  readonly config?: string | boolean;
  readonly dryRun?: boolean;
  readonly dot?: boolean;
  readonly json?: boolean;
  /** Address of a queue, or true for that of the environment. */
  readonly queue?: string | true;
  /** Where finished work is kept: a folder, or an address. */
  readonly store?: string;
  readonly reporter?: readonly string[];
  /** Outcomes that are no failure. */
  readonly allow?: readonly string[];
}

/** Runs the experiments, shows progress and verdicts. Returns the exit status. */
export async function verify(raw: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<number> {
  const { config, dryRun, dot, json, reporter = [], allow = [], ...given } = raw as Invocation & Readonly<Record<string, unknown>>;
  const found = config === false ? undefined : await readConfig(typeof config === "string" ? config : undefined);
  const path = found && (relative(process.cwd(), found.path) || found.path);
  // A file that nobody named may surprise.
  if (path !== undefined && config === undefined) process.stderr.write(`options from ${printable(path)}\n`);
  const file = renamed(found?.options ?? {});
  const own = renamed(given);
  // The command line's list of strategies wins, and may name those that the file describes.
  const described = own["strategies"] !== undefined && Array.isArray(file["strategies"]) ? (file["strategies"] as unknown[]) : [];
  const { queue, store, ...options } = { ...file, ...own } as Invocation & Readonly<Record<string, unknown>>;
  if (store !== undefined && (typeof store !== "string" || store === "")) {
    throw new Fault("bad-option", `--store must be a folder or an address (got ${JSON.stringify(store)}).`, {
      value: store,
      mend: "Write a path, or s3://bucket/prefix.",
    });
  }
  const reporters = reporter.map(parseReporter);
  const place = { store, queue: queue === undefined ? undefined : (await import("./queue-options.ts")).queueAddress(queue) };
  const request = { options, described, signal };
  if (dryRun === true || dot === true) {
    process.stdout.write(printable(describePlan(await planRun(request, store), planFormat(dot, json))));
    return EXIT.supported;
  }
  // Loaded now, as plans need nothing of it.
  const { carryOut } = await import("./carry-out.ts");
  return carryOut(request, { command: reproduce(given, path), json: json === true, reporters, allow, place });
}

function planFormat(dot: boolean | undefined, json: boolean | undefined): PlanFormat {
  if (dot === true) return "dot";
  return json === true ? "json" : "text";
}

/** Options by the names of a request: the command line has some of them in the singular. */
function renamed(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const plural = new Map(Object.entries(SINGULAR).map(([many, one]) => [one, many]));
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [plural.get(name) ?? name, value]));
}
