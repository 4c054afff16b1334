import { resolve } from "node:path";
import { styleText } from "node:util";
import { Fault, type Kind } from "@disentangle/core";
import { DATA_VARIABLE, OFFLINE_VARIABLE } from "@disentangle/files";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { compareRuns } from "./commands/compare.ts";
import { exportSamples } from "./commands/export.ts";
import { doctor } from "./commands/doctor.ts";
import { fetchDataset } from "./commands/fetch.ts";
import { list } from "./commands/list.ts";
import { newPlugin } from "./commands/new.ts";
import { rebuildReport } from "./commands/report.ts";
import { verify } from "./commands/verify.ts";
import { EXIT, statusOfError } from "./commands/exit-status.ts";
import { didYouMean } from "./request/nearest.ts";
import { splitParts } from "./request/part-choice.ts";
import { KINDS } from "./parts/plugin-schema.ts";
import { TARGETS } from "./run/kinds/targets.ts";
import { PROFILES } from "./request/profiles.ts";

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

type Work = (signal: AbortSignal) => Promise<number>;

/** Refuses a mistyped command, which would be taken for an argument of the default one. */
function demandCommand(program: Command, first: string | undefined): void {
  const names = ["help", ...program.commands.map((command) => command.name())];
  if (first === undefined || first.startsWith("-") || names.includes(first)) return;
  throw new Fault("bad-option", `There is no command "${first}".`, {
    value: first,
    mend: `${didYouMean(first, names)}Commands are ${names.join(", ")}; a run needs none, only options.`,
  });
}

function commands(perform: (work: Work) => Promise<void>): Command {
  const program = new Command("disentangle")
    .description("Verifies, by experiment, four claims about adversarial robustness and generalization.")
    .version(manifest.version)
    .helpOption("-h, --help", "show this help")
    .option("--data <folder>", "where files of datasets are (default: DISENTANGLE_DATA, or the cache folder of this platform)")
    .option("--offline", "download nothing, as DISENTANGLE_OFFLINE=1 does")
    .hook("preAction", (program) => {
      // In the environment, as every plugin, and every process of the run, must find the same files.
      const { data, offline } = program.opts<{ data?: string; offline?: boolean }>();
      if (data !== undefined) process.env[DATA_VARIABLE] = resolve(data);
      if (offline) process.env[OFFLINE_VARIABLE] = "1";
    })
    .addHelpText(
      "after",
      `
A run takes options, such as --claims 1,2, --attack apgd-linf or --backend webgpu; \`verify --help\` has them all.

Profiles:
${Object.values(PROFILES)
  .map(({ name, about }) => `  ${name.padEnd(9)} ${about}`)
  .join("\n")}

Exit status: 0 all claims asked for are supported, 1 one is refuted, 3 one is inconclusive,
2 bad usage, 4 the run failed, 130 interrupted (start it again to go on).
DISENTANGLE_TRACE=1 in the environment adds its stack to an error.`,
    )
    .exitOverride();

  verifyOptions(
    program.command("verify", { isDefault: true }).description("run the experiments and judge the claims (the default)"),
  ).action((options: Record<string, unknown>) => perform((signal) => verify(options, signal)));
  program
    .command("report <run>")
    .description("rebuild the pages of a finished run from its result.json")
    .action((run: string) => perform(() => rebuildReport(run)));
  program
    .command("compare <runA> <runB>")
    .description("two runs side by side: what was asked, what was concluded, and what differs beyond the intervals")
    .option("--json", "as JSON")
    .action((runA: string, runB: string, options: { json?: boolean }) => perform(() => compareRuns(runA, runB, options)));
  program
    .command("export <run>")
    .description("what every attack of a finished run did to every image, a row each")
    .option("--strategy <names>", "only of these training strategies", words)
    .option("--spaces <names>", "only in these spaces: image, transformation, latent/<manifold>", words)
    .option("--sizes <numbers>", "only of these training sizes", numbers)
    .addOption(new Option("--format <name>", "default: csv, or jsonl where the file is called so").choices(["csv", "jsonl"]))
    .option("--out <file>", "default: standard output")
    .addHelpText("after", EXPORTED)
    .action((run: string, options: Parameters<typeof exportSamples>[1]) => perform(() => exportSamples(run, options)));
  program
    .command("list")
    .description("every part on offer, or those of one kind")
    .addArgument(new Argument("[kind]").choices(KINDS))
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((kind: Kind | undefined, options: { plugin?: string[]; json?: boolean }) => perform(() => list(kind, options)));
  program
    .command("doctor")
    .description("which backends work and which datasets are here, and what is missing for the others")
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((options: { plugin?: string[]; json?: boolean }) => perform(() => doctor(options)));
  program
    .command("fetch <dataset>")
    .description("download and verify the files of a dataset, such as emnist")
    .addOption(plugin())
    .action((dataset: string, options: { plugin?: string[] }) => perform((signal) => fetchDataset(dataset, options, signal)));
  program
    .command("new <kind> <name>")
    .description("write a new plugin that works as it is: an attack, architecture, dataset, manifold or claim")
    .option("--folder <where>", "where to write it (default: plugins/<kind>-<name> in a checkout, else ./<kind>-<name>)")
    .action((kind: string, name: string, options: { folder?: string }) => perform(() => newPlugin(kind, name, options)));
  return program;
}

const EXPORTED = `
A row is one test image under one attack on one model: whether it fell, at which iteration, how far it moved, at which radius
of the sweep, how far from the manifold. Its adversarial point is row \`row\` of the tensor \`points\` in the safetensors file \`artifact\`
(its path is seen from the run); in image space those are its pixels, else its code. Success rates count rows with correct = 1 alone.
`;

function verifyOptions(command: Command): Command {
  return command
    .addOption(new Option("--profile <name>", "how much is measured").choices(Object.keys(PROFILES)))
    .option("--claims <ids>", "claims to judge, such as 1,2", words)
    .addOption(new Option("--protocol <name>", "what the paper says, or what its released code does").choices(["paper", "reference"]))
    .option("--backend <part>", 'where tensors are computed (default: "simd")')
    .option("--reuse <part>", "go on from what a run on this other backend finished; else results of two backends are never mixed")
    .option("--dataset <part>", 'what is classified (default: "fonts")')
    .option(
      "--manifold <parts>",
      "manifolds whose codes are searched, such as vae-gan (default: the dataset's own, else a learned one)",
      parts,
    )
    .option("--ruler <part>", "the manifold that distances are measured to (default: the exact one, else nearest neighbours)")
    .option("--architecture <parts>", 'network or networks, such as cnn,mlp (default: "cnn")', parts)
    .option("--attack <part>", 'the attack under test, such as pgd-linf or pgd-linf:iterations=80 (default: "pgd-linf")')
    .option(
      "--beside <parts>",
      "further attacks on the same models, reported beside it, such as apgd-linf,cw-l2; claims judge the one",
      parts,
    )
    .option("--source-attack <part>", 'what the attack transfer runs on its source classifier (default: "pgd-linf")')
    .option("--strategy <names>", "training strategies, such as normal,on-manifold (default: the profile's)", words)
    .option("--sizes <numbers>", "training sizes N (default: the profile's)", numbers)
    .option("--models <number>", "models per size and strategy (default: the profile's)", number)
    .option("--attacked <number>", "attacked test images (default: the profile's)", number)
    .option("--spaces <names>", "attack every model there, besides what the claims need: image, latent, transformation", words)
    .option("--restarts <number>", "random restarts of each attack (default: the profile's)", number)
    .option("--test-images <number>", "images for the test error (default: the profile's)", number)
    .addOption(
      new Option(
        "--targeted <class>",
        "attacks must reach this class: the one after the true one, the least likely one, or a random one",
      ).choices(TARGETS),
    )
    .option("--epsilon <radius>", "radius of attacks on images, in pixel values (default: the norm's)", number)
    .option(
      "--eta <radius>",
      "radius of attacks on codes and transformations, in their own units (default: the manifold's, else the norm's)",
      number,
    )
    .option("--seed <number>", "seed of all randomness (default: 1)", number)
    .option("--threads <number>", "threads of the simd backend (default: all; results do not depend on it)", number)
    .option(
      "--workers <number>",
      "worker processes, 0 for none (default: one per core for small networks; results do not depend on it)",
      number,
    )
    .addOption(plugin())
    .option("--out <folder>", "where the result goes (default: runs/<what it is>)")
    .option("--config <file>", "a module or JSON file with these options; the command line wins")
    .option("--dry-run", "show what would be done, and how long it may take; with --json the graph of tasks as data")
    .option("--dot", "draw the graph of tasks for Graphviz, and do nothing else")
    .option("--json", "print the result as JSON");
}

const plugin = (): Option => new Option("--plugin <package or path...>", "further plugins: a package name, a folder or a module");

function words(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Several parts, in one text or in several. */
function parts(text: string, before: string[] = []): string[] {
  return [...before, ...splitParts(text)];
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

function numbers(text: string): number[] {
  return words(text).map(number);
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
