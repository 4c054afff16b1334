import { stored, takeTensor } from "@disentangle/artifacts";
import type { ModelRecord } from "@disentangle/core";
import { testError } from "@disentangle/evaluation";
import * as v from "valibot";
import { cellOf } from "./subject.ts";
import { needOf, type TaskKind } from "../task.ts";
import { frozenModel, type TrainedModel } from "./train.ts";

const Inputs = v.object({ count: v.number() });

/** Which of the first test images a model misclassifies, 1 or 0 each. [n] */
type Misclassified = Uint8Array;

/** The test error of a trained model. */
export const errorKind: TaskKind<Misclassified> = {
  async compute({ task, bench, results, context }) {
    using frozen = frozenModel(bench, cellOf(task), await results.read<TrainedModel>(needOf(task, "model")));
    const { wrong, errors, total } = await testError({
      frozen,
      dataset: bench.dataset.part,
      count: v.parse(Inputs, task.inputs).count,
      signal: context.signal,
      onProgress: (done, all) => context.progress(done / all),
    });
    context.progress(1, `${((100 * errors) / total).toFixed(1)} %`);
    return { json: null, tensors: { wrong: stored(wrong) } };
  },
  decode: (_, { tensors }) => takeTensor(tensors, "wrong", "U8").data,
  async evidence(task, results) {
    const wrong = await results.read<Misclassified>(task);
    const { losses, seconds } = await results.read<TrainedModel>(needOf(task, "model"));
    const errors = wrong.reduce((sum, flag) => sum + flag, 0);
    const record: ModelRecord = { cell: cellOf(task), errors, total: wrong.length, wrong, losses, seconds };
    return { models: [record] };
  },
};
