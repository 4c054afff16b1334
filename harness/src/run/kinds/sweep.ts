import { stored, takeTensor } from "@disentangle/artifacts";
import type { AttackRecord, SweepRecord } from "@disentangle/core";
import { sweepRadii } from "@disentangle/evaluation";
import * as v from "valibot";
import { attackOf, cellOf } from "./subject.ts";
import { needOf, type TaskKind } from "../task.ts";
import { attackedModels, evaluationOf } from "./attack.ts";

const Inputs = v.object({ fractions: v.array(v.number()) });

/** The smallest radius at which each sample of an attack falls. [n] */
export const sweepKind: TaskKind<Float32Array> = {
  file: "sweep",
  async compute(job) {
    const { task, results, context } = job;
    const attack = needOf(task, "attack");
    using models = await attackedModels(job, attack);
    const smallest = await sweepRadii({
      evaluation: evaluationOf(job.bench, attack, models, context.signal),
      record: await results.read<AttackRecord>(attack),
      fractions: v.parse(Inputs, task.inputs).fractions,
      onProgress: (done, total) => context.progress(done / total),
    });
    return { json: null, tensors: { smallest: stored(smallest) } };
  },
  decode: (_, { tensors }) => takeTensor(tensors, "smallest", "F32").data,
  async evidence(task, results) {
    const { radius, samples, correct } = await results.read<AttackRecord>(needOf(task, "attack"));
    const { fractions } = v.parse(Inputs, task.inputs);
    const smallest = await results.read<Float32Array>(task);
    const record: SweepRecord = { cell: cellOf(task), ...attackOf(task), radius, fractions, samples, correct, smallest };
    return { sweeps: [record] };
  },
};
