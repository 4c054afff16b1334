import { takeTensor } from "@disentangle/artifacts";
import { Fault, type AttackRecord, type LabelRecord } from "@disentangle/core";
import { checkLabels } from "@disentangle/evaluation";
import * as v from "valibot";
import { readyManifold } from "./ready-manifold.ts";
import { attackOf, cellOf, manifoldIdOf } from "./subject.ts";
import { needOf, type TaskKind } from "../task.ts";

const Stored = v.object({
  exact: v.boolean(),
  total: v.number(),
  kept: v.number(),
  leftOut: v.number(),
  largestDifference: v.optional(v.number()),
});

/** Checks whether on-manifold examples keep their label (2b and 2b' of the claims). */
export const labelsKind: TaskKind<LabelRecord> = {
  async compute({ task, bench, results, context }) {
    const attack = needOf(task, "attack");
    const { codes, exact, id } = await readyManifold(bench, manifoldIdOf(task), task, results);
    if (codes === undefined)
      throw new Fault("contradiction", `The manifold ${id} has no codes whose labels could be checked.`, { value: id });
    const found = await checkLabels({
      record: await results.read<AttackRecord>(attack),
      points: takeTensor((await results.artifact(attack)).tensors, "points", "F32").data,
      dataset: bench.dataset.part,
      codes,
      exact,
      signal: context.signal,
      onProgress: (done, total) => context.progress(done / total),
    });
    const { total, kept, leftOut, largestDifference } = found;
    return { json: { exact, total, kept, leftOut, ...(largestDifference !== undefined && { largestDifference }) }, tensors: {} };
  },
  decode(task, { json }) {
    const { largestDifference, ...counts } = v.parse(Stored, json);
    return { cell: cellOf(task), ...attackOf(task), ...counts, ...(largestDifference !== undefined && { largestDifference }) };
  },
  evidence: async (task, results) => ({ labels: [await results.read<LabelRecord>(task)] }),
};
