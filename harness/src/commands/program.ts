import { resolve } from "node:path";
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
 * The commands and their options. What a command does is loaded when it is asked for, so that help comes at once.
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
    .option("--data <folder>", "where files of datasets are (default: DISENTANGLE_DATA, or the cache folder of this platform)")
    .option("--offline", "download nothing, as DISENTANGLE_OFFLINE=1 does")
    .hook("preAction", async (program, action) => {
      // In the environment, as every plugin, and every process of the run, must find the same files.
      const { data: folder, offline } = program.opts<{ data?: string; offline?: boolean }>();
      // To `attack`, --data is the images.
      const data = action.name() === "attack" ? undefined : folder;
      if (data === undefined && offline !== true) return;
      const { DATA_VARIABLE, OFFLINE_VARIABLE } = await import("@disentangle/files");
      if (data !== undefined) process.env[DATA_VARIABLE] = resolve(data);
      if (offline === true) process.env[OFFLINE_VARIABLE] = "1";
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
${EXIT.usage} bad usage, ${EXIT.failed} the run failed, ${EXIT.interrupted} interrupted (start it again to go on). Whatever ends a run by accident ends it with ${EXIT.failed};
Node, shells and package managers never end with ${EXIT.refuted} to ${EXIT.differ} by themselves.
DISENTANGLE_TRACE=1 in the environment adds its stack to an error.`,
    )
    .exitOverride();

  const run = verifyOptions(
    program.command("verify", { isDefault: true }).description("run the experiments and judge the claims (the default)"),
  ).action((options: Record<string, unknown>) => perform(async (signal) => (await import("./verify.ts")).verify(options, signal)));
  helpWithRun(program, run);
  attackOptions(
    program.command("attack").description("attack a model of your own, from disk, on your own images: rates, a sweep, a page and CSV"),
  ).action((options: Record<string, unknown>) =>
    perform(async (signal) => (await import("./attack.ts")).attackOwnModel({ ...options, ...dataOf(program) }, signal)),
  );
  program
    .command("report [runs...]")
    .description("rebuild the pages of a finished run from its result.json; of several, such as runs/*, also a page over all of them")
    .option("--out <file>", "where the page over several runs goes (default: index.html beside the first)")
    .option("--cite", "print BibTeX entries of the paper and of this software, and do nothing else")
    .action((runs: string[], options: ReportOptions) => perform(async () => (await import("./report.ts")).rebuildReport(runs, options)));
  program
    .command("compare <run> [other]")
    .description("two runs side by side: what was asked, what was concluded, and what differs beyond the intervals")
    .option("--against <file>", "the other one: a run, a result.json, or numbers that were kept, such as fixtures/quick.json")
    .addOption(
      new Option(
        "--fail-on <what>",
        "what ends with status 22: another verdict (default), also a quantity whose 95 % intervals do not meet",
      ).choices(FAILURES),
    )
    .option("--json", "as JSON")
    .action((run: string, other: string | undefined, options: Parameters<typeof compareRuns>[2]) =>
      perform(async () => (await import("./compare.ts")).compareRuns(run, other, options)),
    );
  program
    .command("export <run>")
    .description("what every attack of a finished run did to every image, a row each")
    .option("--strategy <names>", "only of these training strategies", words)
    .option("--spaces <names>", "only in these spaces: image, transformation, latent/<manifold>", words)
    .option("--sizes <numbers>", "only of these training sizes", numbers)
    .addOption(new Option("--format <name>", "default: csv, or jsonl where the file is called so").choices(["csv", "jsonl"]))
    .option("--out <file>", "default: standard output")
    .addHelpText("after", EXPORTED)
    .action((run: string, options: Parameters<typeof exportSamples>[1]) =>
      perform(async () => (await import("./export.ts")).exportSamples(run, options)),
    );
  program
    .command("list")
    .description("every part on offer, or those of one kind")
    .addArgument(new Argument("[kind]").choices(KINDS))
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((kind: Kind | undefined, options: { plugin?: string[]; json?: boolean }) =>
      perform(async () => (await import("./list.ts")).list(kind, options)),
    );
  program
    .command("attacks")
    .description("all attacks in a table (Markdown): norms, access, cost, guarantee, reference")
    .addOption(plugin())
    .action((options: { plugin?: string[] }) => perform(async () => (await import("./attacks.ts")).attackCommand(options)));
  program
    .command("doctor")
    .description("which backends work and which datasets are here, and what is missing for the others")
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((options: { plugin?: string[]; json?: boolean }) => perform(async () => (await import("./doctor.ts")).doctor(options)));
  workOptions(
    program.command("work").description("serve a queue with this machine: compute tasks of runs that were started elsewhere"),
  ).action((options: WorkOptions) => perform(async (signal) => (await import("./work.ts")).work(options, signal)));
  program
    .command("status")
    .description("what happens on a queue: its machines, what each is at, what waits")
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
    .description("remove finished work that no run in the folder needs, and what killed runs left half-written (default: runs)")
    .option("--run <names>", "these runs, too", words)
    .option("--older-than <days>", "runs not started for so many days, too", number)
    .option("--limit <size>", "the runs longest untouched, too, until finished work takes no more, such as 5GB", bytes)
    .option("--dry-run", "only say what would be removed")
    .action((folder: string | undefined, options: Parameters<typeof clean>[1]) =>
      perform(async () => (await import("./clean.ts")).clean(folder ?? "runs", options)),
    );
  program
    .command("new <kind> <name>")
    .description("write a new plugin that works as it is: an attack, architecture, dataset, manifold or claim")
    .option("--folder <where>", "where to write it (default: plugins/<kind>-<name> in a checkout, else ./<kind>-<name>)")
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

/** Shows the options of a run with the program's own: who asks for help most often wants a run, which needs no command. */
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
A row is one test image under one attack on one model: whether it fell, at which iteration, how far it moved, at which radius
of the sweep, how far from the manifold. Its adversarial point is row \`row\` of the tensor \`points\` in the safetensors file \`artifact\`
(its path is seen from the run); in image space those are its pixels, else its code. Success rates count rows with correct = 1 alone.
`;
