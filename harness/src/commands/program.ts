import type { Kind } from "@disentangle/core";
import { Argument, Command, Help, Option } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { KINDS } from "../parts/kinds.ts";
import { EXIT } from "../process/exit.ts";
import { printable } from "../process/printable.ts";
import { PROFILES } from "../request/profiles.ts";
import { attackOptions } from "./attack-options.ts";
import type { clean } from "./clean.ts";
import type { compareRuns } from "./compare.ts";
import type { ExploreOptions } from "./explore.ts";
import type { exportSamples } from "./export.ts";
import { FAILURES } from "./failures.ts";
import { bytes, number, numbers, plugin, words } from "./options.ts";
import type { ReportOptions } from "./report.ts";
import type { status } from "./status.ts";
import { verifyOptions } from "./verify-options.ts";
import type { WorkOptions } from "./work.ts";
import { queueOption, workOptions } from "./work-options.ts";

/** What a command does; answers with the exit status. */
export type Work = (signal: AbortSignal) => Promise<number>;

/**
 * The commands and their options. What a command does is loaded when it is asked for, so that help comes at
 * once.
 *
 * @param perform does the work of the command that was asked for
 */
export function commands(perform: (work: Work) => Promise<void>): Command {
  const program = new Command("disentangle")
    .description("Verifies, by experiment, four claims about adversarial robustness and generalization.")
    .version(manifest.version)
    .helpOption("-h, --help", "show this help")
    // Words that were given are in it.
    .configureOutput({ writeErr: (text) => void process.stderr.write(printable(text)) })
    .option("--data <folder>", "folder with dataset files (default: DISENTANGLE_DATA, or the cache folder of this platform)")
    .option("--offline", "forbid downloads, like DISENTANGLE_OFFLINE=1")
    .hook("preAction", async (program, action) => {
      const { data: folder, offline } = program.opts<{ data?: string; offline?: boolean }>();
      // To `attack`, --data is the images.
      const data = action.name() === "attack" ? undefined : folder;
      if (data === undefined && offline !== true) return;
      (await import("../api/dataset-files.ts")).setDatasetFiles({ data, offline });
    })
    .addHelpText(
      "after",
      `
A run needs no command: disentangle --claims 1,2 --attack apgd-linf

Profiles:
${Object.values(PROFILES)
  .map(({ name, about }) => `  ${name.padEnd(9)} ${about}`)
  .join("\n")}

Exit status: ${EXIT.supported} all claims asked for are supported, ${EXIT.refuted} one is refuted, ${EXIT.inconclusive} one is inconclusive, ${EXIT.differ} compared verdicts differ,
${EXIT.usage} bad usage, ${EXIT.failed} the run failed, ${EXIT.interrupted} interrupted (start it again to continue). A crash of any kind gives ${EXIT.failed};
Node, shells and package managers never end with ${EXIT.refuted} to ${EXIT.differ} themselves.
DISENTANGLE_TRACE=1 in the environment adds the stack to an error.`,
    )
    .exitOverride();

  const run = verifyOptions(
    program.command("verify", { isDefault: true }).description("run the experiments and judge the claims (the default)"),
  ).action((options: Record<string, unknown>) => perform(async (signal) => (await import("./verify.ts")).verify(options, signal)));
  helpWithRun(program, run);
  attackOptions(
    program.command("attack").description("attack your own model, from disk, on your own images: success rates, a sweep, a page and CSV"),
  ).action((options: Record<string, unknown>) =>
    perform(async (signal) => (await import("./attack.ts")).attackOwnModel({ ...options, ...dataOf(program) }, signal)),
  );
  program
    .command("report [runs...]")
    .description("rebuild the pages of finished runs from their result.json; for several, such as runs/*, also one page over all")
    .option("--out <file>", "where the page over several runs goes (default: index.html beside the first)")
    .option("--cite", "print BibTeX entries of the paper and of this software, and stop")
    .action((runs: string[], options: ReportOptions) => perform(async () => (await import("./report.ts")).rebuildReport(runs, options)));
  program
    .command("compare <run> [other]")
    .description("compare two runs: settings, verdicts, and what differs beyond the intervals")
    .option("--against <file>", "the other run: a folder, a result.json, or kept numbers such as fixtures/quick.json")
    .addOption(
      new Option(
        "--fail-on <what>",
        "what ends with status 22: a different verdict (default), or also a quantity whose 95 % intervals do not overlap",
      ).choices(FAILURES),
    )
    .option("--json", "as JSON")
    .action((run: string, other: string | undefined, options: Parameters<typeof compareRuns>[2]) =>
      perform(async () => (await import("./compare.ts")).compareRuns(run, other, options)),
    );
  program
    .command("export <run>")
    .description("write a row per image and attack of a finished run")
    .option("--strategy <names>", "only of these training strategies", words)
    .option("--spaces <names>", "only in these spaces: image, transformation, latent/<manifold>", words)
    .option("--sizes <numbers>", "only of these training sizes", numbers)
    .addOption(new Option("--format <name>", "default: csv, or jsonl if the file ends in .jsonl").choices(["csv", "jsonl"]))
    .option("--out <file>", "default: standard output")
    .addHelpText("after", EXPORTED)
    .action((run: string, options: Parameters<typeof exportSamples>[1]) =>
      perform(async () => (await import("./export.ts")).exportSamples(run, options)),
    );
  program
    .command("list")
    .description("list all parts with their options, or those of one kind")
    .addArgument(new Argument("[kind]").choices(KINDS))
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((kind: Kind | undefined, options: { plugin?: string[]; json?: boolean }) =>
      perform(async () => (await import("./list.ts")).list(kind, options)),
    );
  program
    .command("attacks")
    .description("print all attacks as a table (Markdown): norms, access, cost, guarantee, reference")
    .addOption(plugin())
    .action((options: { plugin?: string[] }) => perform(async () => (await import("./attacks.ts")).attackCommand(options)));
  program
    .command("doctor")
    .description("check which backends and datasets work here, and say how to fix the others")
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((options: { plugin?: string[]; json?: boolean }) => perform(async () => (await import("./doctor.ts")).doctor(options)));
  workOptions(program.command("work").description("serve a queue with this machine: compute tasks of runs started elsewhere")).action(
    (options: WorkOptions) => perform(async (signal) => (await import("./work.ts")).work(options, signal)),
  );
  program
    .command("status")
    .description("show the machines of a queue, their current tasks, and what waits")
    .addOption(queueOption())
    .option("--json", "as JSON")
    .action((options: Parameters<typeof status>[0]) => perform(async () => (await import("./status.ts")).status(options)));
  program
    .command("fetch <dataset>")
    .description("download and verify the files of a dataset, such as emnist")
    .addOption(plugin())
    .action((dataset: string, options: { plugin?: string[] }) =>
      perform(async (signal) => (await import("./fetch.ts")).fetchDataset(dataset, options, signal)),
    );
  program
    .command("clean [folder]")
    .description("remove artifacts that no run in the folder (default: runs) needs, and half-written files of killed runs")
    .option("--run <names>", "also these runs", words)
    .option("--older-than <days>", "also runs not started for this many days", number)
    .option("--limit <size>", "also the oldest runs, until artifacts take no more than this, such as 5GB", bytes)
    .option("--dry-run", "only print what would be removed")
    .action((folder: string | undefined, options: Parameters<typeof clean>[1]) =>
      perform(async () => (await import("./clean.ts")).clean(folder ?? "runs", options)),
    );
  program
    .command("explore")
    .description("serve the explorer: a page that trains, walks the manifold and attacks, all in the browser")
    .option("--port <number>", "where it listens, 0 for any that is free (default: 5173, or any)", number)
    .option("--host <address>", "for whom: 0.0.0.0 for every machine that reaches this one (default: 127.0.0.1, this machine alone)")
    .action((options: ExploreOptions) => perform(async (signal) => (await import("./explore.ts")).explore(options, signal)));
  program
    .command("new <kind> <name>")
    .description("write a new, working plugin: an attack, architecture, dataset, manifold or claim")
    .option("--folder <where>", "target folder (default: plugins/<kind>-<name> in a checkout, else ./<kind>-<name>)")
    .action((kind: string, name: string, options: { folder?: string }) =>
      perform(async () => (await import("./new.ts")).newPlugin(kind, name, options)),
    );
  return program;
}

/** `--data` as the program took it, wherever it stood. */
function dataOf(program: Command): { readonly data?: string } {
  const { data } = program.opts<{ data?: string }>();
  return data === undefined ? {} : { data };
}

/**
 * Shows the options of a run with the program's own: who asks for help most often wants a run, which needs no
 * command.
 */
function helpWithRun(program: Command, run: Command): void {
  const { options } = run;
  program.configureHelp({
    visibleOptions(command) {
      const own = Help.prototype.visibleOptions.call(this, command);
      return command === program
        ? [...own, ...options.map(({ flags, description }) => new Option(flags, description).helpGroup("A run:"))]
        : own;
    },
  });
}

const EXPORTED = `
A row is one test image under one attack on one model: whether it was broken, at which iteration, how far it moved, at which radius
of the sweep, how far from the manifold. Its adversarial point is row \`row\` of the tensor \`points\` in the safetensors file \`artifact\`
(its path is relative to the run); in image space those are its pixels, else its code. Success rates count only rows with correct = 1.
`;
