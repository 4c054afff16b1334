import { type Artifact, stored, takeTensor } from "@disentangle/artifacts";
import type { DistanceRecord, Population } from "@disentangle/core";
import { measureDistances } from "@disentangle/evaluation";
import * as v from "valibot";
import type { Task } from "../task.ts";
import type { Workbench } from "../workbench.ts";
import type { AttackTask } from "./attack.ts";
import { cellLabel, keyOf, plain, streamOf } from "./keys.ts";

const COLUMNS = ["distance", "perturbation", "toOriginal"] as const;

/** Projects the adversarial examples of a regular attack, and their companions, onto the manifold. */
export function distancesTask(bench: Workbench, attack: AttackTask): Task<readonly DistanceRecord[]> {
  const { cell } = attack;
  const manifold = bench.manifold.part;
  return {
    cell,
    kind: "distances",
    label: `distances to the manifold: ${cellLabel(cell)}`,
    key: keyOf(bench, "distances", { attack: attack.key, manifold: plain(bench.manifold.identity) }),
    cost: bench.settings.profile.attacked.image * 8e-3,
    async compute({ obtain, artifact, progress, signal }) {
      const { record } = await obtain(attack);
      const { tensors } = await artifact(attack);
      // The points of a regular attack are its images.
      const images = takeTensor(tensors, "points", "F32").data;
      const records = await measureDistances({
        result: { record, points: images, images },
        dataset: bench.dataset.part,
        manifold,
        random: streamOf(bench, cell, "distances"),
        signal,
        onProgress: (done, total) => progress(done / total),
      });
      return encode(records);
    },
    decode: ({ json, tensors }) =>
      v.parse(v.array(v.string()), json).map((population) => ({
        cell,
        attack: attack.attack,
        space: attack.space,
        population: population as Population,
        manifold: manifold.id,
        exact: manifold.exact,
        samples: takeTensor(tensors, `${population}/samples`, "I32").data,
        distance: takeTensor(tensors, `${population}/distance`, "F32").data,
        perturbation: takeTensor(tensors, `${population}/perturbation`, "F32").data,
        toOriginal: takeTensor(tensors, `${population}/toOriginal`, "F32").data,
      })),
  };
}

function encode(records: readonly DistanceRecord[]): Artifact {
  const tensors = records.flatMap((record) => [
    [`${record.population}/samples`, stored(record.samples)] as const,
    ...COLUMNS.map((column) => [`${record.population}/${column}`, stored(record[column])] as const),
  ]);
  return { json: records.map(({ population }) => population), tensors: Object.fromEntries(tensors) };
}
