import { relative } from "node:path";
import { styleText } from "node:util";
import type { AttackedModel } from "@disentangle/artifacts";
import { startWork } from "../api/event-stream.ts";
import { inTurn } from "../api/own-turn.ts";
import { attackModel } from "../own-model/attack-model.ts";
import { COMMAND } from "../parts/checkout.ts";
import { printable, printableIn } from "../process/printable.ts";
import { reproduce } from "../request/reproduce.ts";
import { EXIT } from "../process/exit.ts";
import { showProgress } from "./show-progress.ts";

/** Attacks a model from disk, shows progress and what came of it. Status 0 whatever the attacks found. */
export async function attackOwnModel(raw: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<number> {
  const { json, attack: attacks, plugin: plugins, ...rest } = raw as { json?: boolean; attack?: unknown; plugin?: unknown };
  const given = Object.fromEntries(Object.entries(raw).filter(([name, value]) => name !== "json" && !(name === "sweep" && value === true)));
  const options = { ...rest, ...(attacks !== undefined && { attacks }), ...(plugins !== undefined && { plugins }) };
  const command = reproduce(given, undefined, `${COMMAND} attack`);
  const run = startWork((emit) => inTurn(() => attackModel(options, command, signal, emit)));
  await showProgress(run, process.stderr);
  const { result, folder } = await run;
  if (json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    process.stdout.write(
      summary(
        printableIn({ clean: result.clean, attacks: result.attacks, sweeps: result.sweeps }),
        printable(relative(process.cwd(), folder) || "."),
      ),
    );
  return EXIT.supported;
}

function summary({ clean, attacks, sweeps }: Pick<AttackedModel, "clean" | "attacks" | "sweeps">, folder: string): string {
  const percent = (share: number | null): string => (share === null ? "–" : `${(100 * share).toFixed(1)} %`);
  const lines = attacks.map(({ attack, radius, rate, interval: [lower, upper], trials, audit }) => {
    const median = sweeps.find((row) => row.attack === attack)?.medianRadius;
    const half = median === undefined || median === null ? "" : `, half of them within ${Number(median.toPrecision(3))}`;
    const warned = audit.warnings.length > 0 ? styleText("yellow", "  (see its warnings in the report)") : "";
    const range = `[${percent(lower)}, ${percent(upper)}]`;
    return `${styleText("bold", attack.padEnd(16))} ε = ${Number(radius.toPrecision(4))}: ${percent(rate)} ${range} of ${trials} images${half}${warned}`;
  });
  return `
unattacked: ${clean.errors} of ${clean.total} images misclassified (${percent(clean.error)}); attacks succeed on the others at:
${lines.join("\n")}

report   ${folder}/report/index.html
numbers  ${folder}/attack.json, ${folder}/samples.csv
`;
}
