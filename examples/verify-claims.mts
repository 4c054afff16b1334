// Judges claims 1 and 2 and prints the verdicts: node verify-claims.mts [--profile quick] [--out runs/mine]
//
// Ctrl-C stops the run after its current step. Start the script again to continue.
import { parseArgs } from "node:util";
import { Fault } from "@disentangle/core";
import { plan, report, verify, type RunOptions } from "@disentangle/harness";

const { values } = parseArgs({
  options: { profile: { type: "string", default: "smoke" }, out: { type: "string", default: "runs/verify-claims" } },
});
const options: RunOptions = { profile: values.profile as RunOptions["profile"], claims: [1, 2], out: values.out };

// What will be done. Planning computes nothing.
const { tasks, secondsLeft } = await plan(options);
const missing = tasks.filter(({ done }) => !done);
console.log(`${missing.length} of ${tasks.length} tasks to do, about ${Math.ceil(secondsLeft / 60)} min`);

// Two ways to stop: Ctrl-C and a time limit.
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());
const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(8 * 60 * 60 * 1000)]);

try {
  const run = verify(options, { signal });
  for await (const event of run) {
    if (event.type === "opened") console.log(event.headline);
    if (event.type === "note") console.log(`note: ${event.text}`);
    if (event.type === "task-finished") console.log(`${event.done}/${event.total}  ${event.label}  ${event.seconds.toFixed(1)} s`);
  }
  const { folder, outcome } = await run;

  // `report` reads result.json, so it also works on a run from last week.
  const { result, files } = await report(folder);
  for (const { claim, outcome, statement, words } of result.verdicts) {
    if (outcome !== "not asked") console.log(`\nClaim ${claim}: ${outcome}. ${statement}\n  ${words}`);
  }
  console.log(`\nOverall: ${outcome}. Report: ${files.html}`);
} catch (error) {
  if (!Fault.is(error, "aborted")) throw error;
  console.log("Stopped. Start the script again to continue.");
  process.exitCode = 130;
}
