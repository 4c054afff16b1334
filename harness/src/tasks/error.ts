import { testError } from "@disentangle/evaluation";
import * as v from "valibot";
import type { Task } from "../task.ts";
import { architectureOf, type Workbench } from "../workbench.ts";
import { cellLabel, keyOf } from "./keys.ts";
import type { TrainTask } from "./train.ts";

const stored = v.object({ errors: v.number(), total: v.number() });

/** Misclassified test images, of how many. */
export interface ErrorCount {
  readonly errors: number;
  readonly total: number;
}

/** The test error of a trained model. */
export function errorTask(bench: Workbench, train: TrainTask): Task<ErrorCount> {
  const count = bench.settings.profile.testImages;
  return {
    cell: train.cell,
    kind: `error ${train.cell.architecture}`,
    label: `test error: ${cellLabel(train.cell)}`,
    key: keyOf(bench, "error", { train: train.key, count }),
    cost: architectureOf(bench, train.cell).relativeCost * count * 2e-5,
    async compute({ obtain, progress, signal }) {
      const trained = await obtain(train);
      using frozen = trained.thaw();
      const dataset = bench.dataset.part;
      const found = await testError({ frozen, dataset, count, signal, onProgress: (done, total) => progress(done / total) });
      progress(1, `${((100 * found.errors) / found.total).toFixed(1)} %`);
      return { json: found, tensors: {} };
    },
    decode: ({ json }) => v.parse(stored, json),
  };
}
