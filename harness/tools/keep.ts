/**
 * Keeps the numbers of a finished run as a fixture: settings, verdicts, findings and means, and the rates by
 * radius of attacks side by side.
 *
 *     node --conditions=@disentangle/source harness/tools/keep.ts runs/mine fixtures/mine.json
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readResult, type RunResult } from "@disentangle/artifacts";

function numbersOf({ command, settings, verdicts, means, sweeps }: RunResult): object {
  const { profile, protocol, sizes, testImages, attackedImages, restarts, seed, beside, strategies, machine } = settings;
  return {
    origin: `${command}; ${machine}`,
    settings: {
      profile,
      protocol,
      sizes,
      strategies: strategies.map(({ id, sizes, models }) => ({ id, sizes, models })),
      testImages,
      attackedImages,
      restarts,
      seed,
    },
    verdicts: verdicts.map(({ architecture, claim, outcome }) => ({ architecture, claim, outcome })),
    findings: verdicts.flatMap(({ architecture, findings }) =>
      findings.map(({ id, quantity, estimate, interval, outcome, n }) => ({ architecture, id, quantity, estimate, interval, outcome, n })),
    ),
    means,
    ...(beside.length > 0 && { sweeps }),
  };
}

const [run = "", to = ""] = process.argv.slice(2);
await writeFile(to, `${JSON.stringify(numbersOf(await readResult(join(run, "result.json"))), undefined, 1)}\n`);
