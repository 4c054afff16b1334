#!/usr/bin/env node
import manifest from "../package.json" with { type: "json" };

// Before anything else is loaded: an older Node stops at the first thing it does not know, with a stack.
const needed = manifest.engines.node.replace(">=", "");
if (process.versions.node.localeCompare(needed, "en", { numeric: true }) < 0) {
  process.stderr.write(`disentangle needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).\n`);
  process.exit(2);
}

const { supervise } = await import("./process/supervise.ts");
supervise(process.argv.slice(2));
