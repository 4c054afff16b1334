import { type Command, Option } from "commander";
import { QUEUE_VARIABLE } from "../process/hide-secret.ts";
import { number, plugin, words } from "./options.ts";

/** `--queue`, as every command has it that speaks with one. */
export function queueOption(): Option {
  return new Option(
    "--queue [address]",
    `the queue's Redis, such as redis://host:6379 or rediss://name:password@host:6380 (default: ${QUEUE_VARIABLE} of the environment)`,
  );
}

/** `--store`, as runs and workers have it. */
export function storeOption(): Option {
  return new Option(
    "--store <folder or address>",
    "where finished work is kept: a folder that all machines see, or s3://bucket/prefix (default of a run: artifacts beside it)",
  );
}

/** All options of a machine that serves a queue. */
export function workOptions(command: Command): Command {
  return command
    .addOption(queueOption())
    .addOption(storeOption().makeOptionMandatory())
    .option("--workers <number>", "tasks at a time, each in its own process (default: one per core)", number)
    .option("--threads <number>", "threads of each process, if its backend has threads (default: 1)", number)
    .option("--backend <name>", "serve only runs on this backend, such as webgpu on a machine with a GPU (default: all)")
    .option("--only <kinds>", "serve only tasks of these kinds, such as train,attack (default: all)", words)
    .option("--name <name>", "name of this machine (default: its host name)")
    .option("--idle <minutes>", "leave after this many minutes without a task (default: stay)", number)
    .option("--lease <seconds>", "seconds of silence after which others take this machine's tasks (default: 30)", number)
    .addOption(plugin())
    .addHelpText("after", HELP);
}

const HELP = `
Start the run itself with the same queue and store: disentangle --profile paper --queue redis://host --store /shared/store
Start one worker on each machine, before or after the run; Ctrl-C or SIGTERM returns its task to the queue.
A worker loads only the plugins given with --plugin, and refuses runs whose code or data differ from its own.
`;
