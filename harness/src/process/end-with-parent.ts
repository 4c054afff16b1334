import { Worker } from "node:worker_threads";

/**
 * Ends this process, by a thread of its own, once the one that started it is gone: also where this one is
 * caught in an endless loop and hears nothing.
 */
export function endWithParent(): void {
  const parent = process.ppid;
  process.on("disconnect", () => process.exit());
  process.channel?.unref();
  const code = `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, "SIGKILL"); }, 1000);`;
  new Worker(code, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).on("error", () => undefined).unref();
}
