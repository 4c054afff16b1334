import { stored, takeTensor } from "@disentangle/artifacts";
import { sweepRadii } from "@disentangle/evaluation";
import { SWEEP } from "../radii.ts";
import type { Task } from "../task.ts";
import type { Workbench } from "../workbench.ts";
import { type AttackTask, fillSource } from "./attack.ts";
import { cellLabel, keyOf } from "./keys.ts";

/** The smallest radius at which each sample of an attack falls. [n] */
export function sweepTask(bench: Workbench, attack: AttackTask): Task<Float32Array> {
  return {
    cell: attack.cell,
    kind: `sweep ${attack.cell.architecture} ${attack.space}`,
    label: `sweep of radii${attack.attack === bench.attack.name ? "" : `, ${attack.attack}`}: ${cellLabel(attack.cell)}`,
    key: keyOf(bench, "sweep", { attack: attack.key, fractions: SWEEP }),
    cost: attack.cost * 8,
    async compute({ obtain, progress, signal }) {
      const { record } = await obtain(attack);
      const trained = await obtain(attack.train);
      using frozen = trained.thaw();
      await fillSource(bench, attack.source, obtain);
      const smallest = await sweepRadii({
        evaluation: attack.evaluation(frozen, signal),
        record,
        fractions: SWEEP,
        onProgress: (done, total) => progress(done / total),
      });
      return { json: null, tensors: { smallest: stored(smallest) } };
    },
    decode: ({ tensors }) => takeTensor(tensors, "smallest", "F32").data,
  };
}
