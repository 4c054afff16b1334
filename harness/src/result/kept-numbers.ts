import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { Fault, reasonOf } from "@disentangle/core";
import * as v from "valibot";
import { numbersOf, textsOf, trainingName, type Numbers } from "./numbers.ts";

const maybeNumber = v.nullable(v.number());
const interval = v.nullable(v.tuple([maybeNumber, maybeNumber]));
const training = { architecture: v.string(), strategy: v.string(), size: v.number() };

/** Numbers of a run that were kept without all that `result.json` holds, such as `fixtures/quick.json`. */
const Kept = v.looseObject({
  settings: v.optional(v.record(v.string(), v.unknown()), {}),
  verdicts: v.array(
    v.looseObject({
      architecture: v.string(),
      claim: v.string(),
      outcome: v.picklist(["supported", "refuted", "inconclusive", "not asked"]),
    }),
  ),
  findings: v.array(v.looseObject({ architecture: v.string(), id: v.string(), quantity: v.string(), estimate: maybeNumber, interval })),
  means: v.array(
    v.looseObject({
      ...training,
      quantity: v.picklist(["error", "success", "radius"]),
      attack: v.nullable(v.string()),
      space: v.nullable(v.custom<"image">((input) => typeof input === "string")),
      mean: maybeNumber,
      interval,
    }),
  ),
  sweeps: v.optional(v.array(v.looseObject({ ...training, attack: v.string(), points: v.array(v.any()) })), []),
});

/**
 * The numbers in a folder of a run, in a `result.json` wherever it was copied to, or in a file that keeps
 * some of them.
 *
 * @throws Fault `bad-option` where there is nothing of the kind, `bad-data` where it cannot be trusted
 */
export async function readNumbers(path: string): Promise<Numbers> {
  if (!existsSync(path)) {
    throw new Fault("bad-option", `There is no ${path} to compare with.`, {
      value: path,
      mend: "Name the folder of a finished run, its result.json, or a file of numbers such as fixtures/quick.json.",
    });
  }
  if (statSync(path).isDirectory()) return numbersOf(await readResult(join(path, "result.json")));
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Fault("bad-data", `${path} is not JSON: ${reasonOf(cause)}.`, { value: path, cause });
  }
  if (typeof raw === "object" && raw !== null && "schemaVersion" in raw) return numbersOf(await readResult(path));
  const { success, output, issues } = v.safeParse(Kept, raw);
  if (success) return keptNumbers(output);
  throw new Fault("bad-data", `${path} holds no numbers of a run: ${v.getDotPath(issues[0])} ${issues[0].message}.`, { value: path });
}

function keptNumbers({ settings, verdicts, findings, means, sweeps }: v.InferOutput<typeof Kept>): Numbers {
  return {
    // Strategies are kept in short.
    settings: textsOf(Object.entries(settings).filter(([name]) => name !== "strategies")),
    complete: false,
    // Which claim a finding is of, is not kept; its id tells it from all others of the network.
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      findings: findings.filter(({ architecture }) => architecture === verdict.architecture),
    })),
    means,
    sweeps,
    trainings: means.map(trainingName),
  };
}
