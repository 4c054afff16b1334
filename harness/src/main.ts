#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// A reader such as `head` may close the pipe early; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode);
});

// What was compiled once is kept in the system's folder for temporary files; it must be on before the rest loads.
enableCompileCache();
const { main } = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
