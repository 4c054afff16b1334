#!/usr/bin/env node
import { main } from "./cli.ts";

// A reader such as `head` may close the pipe early; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode);
});

process.exitCode = await main(process.argv.slice(2));
