import { inspectAddon } from "./inspect-addon.ts";

// Run in a process of its own by a probe: loads the package named in the arguments and prints what it found.
process.stdout.write(`\n${JSON.stringify(await inspectAddon(process.argv[2] as string))}\n`);
