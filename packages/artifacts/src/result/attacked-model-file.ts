import { Fault } from "@disentangle/core";
import * as v from "valibot";
import { writeFileAtomic } from "../store/write-file-atomic.ts";
import { attackedModelSchema, type AttackedModel } from "./attacked-model.ts";

/**
 * Writes `attack.json`, whole or not at all.
 *
 * @throws Fault `bad-data` for a result that is not as {@link AttackedModel} says, `io` where it cannot be
 * written
 */
export async function writeAttackedModel(path: string, result: AttackedModel): Promise<void> {
  const parsed = v.safeParse(attackedModelSchema, result);
  if (!parsed.success) {
    const problems = parsed.issues.slice(0, 3).map((issue) => `${v.getDotPath(issue) ?? "result"}: ${issue.message}`);
    throw new Fault("bad-data", `The result to be written is not as its schema says: ${problems.join("; ")}.`, { value: problems });
  }
  await writeFileAtomic(path, `${JSON.stringify(result, null, 2)}\n`);
}
