import { resolve } from "node:path";
import type { Kind } from "@disentangle/core";
import { Argument, Command, Option } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { KINDS } from "../parts/kinds.ts";
import { EXIT } from "../process/exit.ts";
import { PROFILES } from "../request/profiles.ts";
import type { exportSamples } from "./export.ts";
import { numbers, plugin, words } from "./options.ts";
import type { ReportOptions } from "./report.ts";
import { verifyOptions } from "./verify-options.ts";

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
    .option("--data <folder>", "where files of datasets are (default: DISENTANGLE_DATA, or the cache folder of this platform)")
    .option("--offline", "download nothing, as DISENTANGLE_OFFLINE=1 does")
    .hook("preAction", async (program) => {
      // In the environment, as every plugin, and every process of the run, must find the same files.
      const { data, offline } = program.opts<{ data?: string; offline?: boolean }>();
      if (data === undefined && offline !== true) return;
      const { DATA_VARIABLE, OFFLINE_VARIABLE } = await import("@disentangle/files");
      if (data !== undefined) process.env[DATA_VARIABLE] = resolve(data);
      if (offline === true) process.env[OFFLINE_VARIABLE] = "1";
    })
    .addHelpText(
      "after",
      `
A run takes options, such as --claims 1,2, --attack apgd-linf or --backend webgpu; \`verify --help\` has them all.

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

  verifyOptions(
    program.command("verify", { isDefault: true }).description("run the experiments and judge the claims (the default)"),
  ).action((options: Record<string, unknown>) => perform(async (signal) => (await import("./verify.ts")).verify(options, signal)));
  program
    .command("report [runs...]")
    .description("rebuild the pages of a finished run from its result.json; of several, such as runs/*, also a page over all of them")
    .option("--out <file>", "where the page over several runs goes (default: index.html beside the first)")
    .option("--cite", "print BibTeX entries of the paper and of this software, and do nothing else")
    .action((runs: string[], options: ReportOptions) => perform(async () => (await import("./report.ts")).rebuildReport(runs, options)));
  program
    .command("compare <runA> <runB>")
    .description("two runs side by side: what was asked, what was concluded, and what differs beyond the intervals")
    .option("--json", "as JSON")
    .action((runA: string, runB: string, options: { json?: boolean }) =>
      perform(async () => (await import("./compare.ts")).compareRuns(runA, runB, options)),
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
    .command("doctor")
    .description("which backends work and which datasets are here, and what is missing for the others")
    .addOption(plugin())
    .option("--json", "as JSON")
    .action((options: { plugin?: string[]; json?: boolean }) => perform(async () => (await import("./doctor.ts")).doctor(options)));
  program
    .command("fetch <dataset>")
    .description("download and verify the files of a dataset, such as emnist")
    .addOption(plugin())
    .action((dataset: string, options: { plugin?: string[] }) =>
      perform(async (signal) => (await import("./fetch.ts")).fetchDataset(dataset, options, signal)),
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

const EXPORTED = `
A row is one test image under one attack on one model: whether it fell, at which iteration, how far it moved, at which radius
of the sweep, how far from the manifold. Its adversarial point is row \`row\` of the tensor \`points\` in the safetensors file \`artifact\`
(its path is seen from the run); in image space those are its pixels, else its code. Success rates count rows with correct = 1 alone.
`;
