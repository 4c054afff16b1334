import { stored, takeTensor } from "@disentangle/artifacts";
import type { AttackRecord, SweepRecord } from "@disentangle/core";
import { sweepRadii, tightenRadii } from "@disentangle/evaluation";
import * as v from "valibot";
import { attackOf, cellOf } from "./subject.ts";
import { needOf, type TaskKind } from "../task.ts";
import { attackedModels, evaluationOf } from "./attack.ts";

const Inputs = v.object({ fractions: v.array(v.number()), minimumNorm: v.optional(v.looseObject({ id: v.string() })) });

/** What a sweep found. */
interface Swept {
  /** The smallest radius at which each sample falls. [n] */
  readonly smallest: Float32Array;
  /** The same by the sweep alone, where a minimum-norm attack was run beside it. [n] */
  readonly sweepAlone: Float32Array | undefined;
}

/** The smallest radius at which each sample of an attack falls. */
export const sweepKind: TaskKind<Swept> = {
  file: "sweep",
  async compute(job) {
    const { task, results, context, bench } = job;
    const attack = needOf(task, "attack");
    using models = await attackedModels(job, attack);
    const { fractions, minimumNorm } = v.parse(Inputs, task.inputs);
    const sweep = {
      evaluation: evaluationOf(bench, attack, models, context.signal),
      record: await results.read<AttackRecord>(attack),
      fractions,
      onProgress: (done: number, total: number) => context.progress(done / total),
    };
    const alone = await sweepRadii(sweep);
    if (minimumNorm === undefined) return { json: null, tensors: { smallest: stored(alone) } };
    const { part } = bench.minimumNorm as NonNullable<typeof bench.minimumNorm>;
    const smallest = await tightenRadii(sweep, alone, part);
    return { json: null, tensors: { smallest: stored(smallest), sweepAlone: stored(alone) } };
  },
  decode: (task, { tensors }) => ({
    smallest: takeTensor(tensors, "smallest", "F32").data,
    sweepAlone: v.parse(Inputs, task.inputs).minimumNorm && takeTensor(tensors, "sweepAlone", "F32").data,
  }),
  async evidence(task, results) {
    const { radius, samples, correct } = await results.read<AttackRecord>(needOf(task, "attack"));
    const { fractions, minimumNorm } = v.parse(Inputs, task.inputs);
    const { smallest, sweepAlone } = await results.read<Swept>(task);
    const nearest = minimumNorm && sweepAlone && { attack: minimumNorm.id, sweepAlone };
    const record: SweepRecord = { cell: cellOf(task), ...attackOf(task), radius, fractions, samples, correct, smallest };
    return { sweeps: [{ ...record, ...(nearest && { minimumNorm: nearest }) }] };
  },
};
