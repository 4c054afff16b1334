import { type Command, Option } from "commander";
import { PROFILES } from "../request/profiles.ts";
import { queueOption, storeOption } from "./work-options.ts";
import { number, numbers, outcomes, parts, plugin, targeted, words } from "./options.ts";

/** All options of a run, under a heading of their own where another command shows them, too. */
export function verifyOptions(command: Command): Command {
  return command
    .addOption(new Option("--profile <name>", "size of the experiment").choices(Object.keys(PROFILES)))
    .option("--claims <ids>", "claims to judge, such as 1,2", words)
    .addOption(
      new Option("--protocol <name>", "follow the paper's text, or its released code where the two differ").choices(["paper", "reference"]),
    )
    .option("--backend <part>", 'compute backend (default: "simd")')
    .option("--reuse <part>", "reuse what a run on this other backend finished; otherwise results of two backends are never mixed")
    .option("--dataset <part>", 'dataset to classify (default: "fonts")')
    .option(
      "--manifold <parts>",
      "manifolds whose latent space is attacked, such as vae-gan (default: the dataset's own, else a learned one)",
      parts,
    )
    .option("--ruler <part>", "manifold used to measure the distance of images (default: the exact one, else nearest neighbours)")
    .option("--architecture <parts>", 'network or networks, such as cnn,mlp (default: "cnn")', parts)
    .option("--attack <part>", 'the attack under test, such as pgd-linf or pgd-linf:iterations=80 (default: "pgd-linf")')
    .option(
      "--beside <parts>",
      "additional attacks on the same models, for comparison, such as apgd-linf,cw-l2; they do not affect verdicts",
      parts,
    )
    .option(
      "--minimum-norm <part>",
      "a minimum-norm attack in the norm of --attack, such as fmn-linf: claim 4's smallest ε is then the smaller of its result and the sweep's",
    )
    .option("--source-attack <part>", 'attack that `transfer` runs on its source classifier (default: "pgd-linf")')
    .option("--strategy <names>", "training strategies, such as normal,on-manifold (default: the profile's)", words)
    .option("--sizes <numbers>", "training sizes N (default: the profile's)", numbers)
    .option("--models <number>", "models per size and strategy (default: the profile's)", number)
    .option("--attacked <number>", "number of test images to attack (default: the profile's)", number)
    .option(
      "--spaces <names>",
      "spaces in which every model is attacked, beyond what the claims need: image, latent, transformation",
      words,
    )
    .option("--restarts <number>", "random restarts of each attack (default: the profile's)", number)
    .option("--test-images <number>", "images for the test error (default: the profile's)", number)
    .addOption(targeted())
    .option("--epsilon <radius>", "radius of attacks on images whose pixels are in [0, 1] (default: depends on the norm)", number)
    .option(
      "--eta <radius>",
      "radius of attacks on codes and transformations, in their own units: one value, or one per manifold and one for transformations: fonts=0.3,transformation=0.2 (default: depends on manifold and norm)",
    )
    .option("--seed <number>", "seed of all randomness (default: 1)", number)
    .option("--threads <number>", "threads of the simd backend (default: all; results do not depend on it)", number)
    .option(
      "--workers <number>",
      "worker processes, 0 for none (default: one per core for small networks; results do not depend on it)",
      number,
    )
    .addOption(queueOption().helpGroup("Many machines:"))
    .addOption(storeOption().helpGroup("Many machines:"))
    .addOption(plugin())
    .option("--out <folder>", "folder of the run (default: runs/<name of the run>)")
    .option(
      "--config <file>",
      "a module or JSON file with these options; the command line overrides it (default: disentangle.config.ts, .js or .json of this project)",
    )
    .option("--no-config", "ignore config files")
    .option("--dry-run", "print the tasks and the time they may take, without running; with --json the task graph as data")
    .option("--dot", "print the task graph for Graphviz, without running")
    .option("--json", "print the result as JSON, and on standard error a line of JSON per event")
    .option(
      "--reporter <names>",
      "write the verdicts for other programs: junit, json (files in the run's folder, or junit=results.xml), github (annotations and summary)",
      words,
    )
    .option("--allow <outcomes>", "outcomes that also exit with status 0: inconclusive, refuted", outcomes);
}
