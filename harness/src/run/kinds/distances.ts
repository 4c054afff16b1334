import { stored, takeTensor, type Artifact } from "@disentangle/artifacts";
import { manifoldOf, type AttackRecord, type DistanceRecord, type Population } from "@disentangle/core";
import { measureDistances } from "@disentangle/evaluation";
import * as v from "valibot";
import { spaceMaker } from "../../parts/spaces.ts";
import { readyManifold } from "./ready-manifold.ts";
import { attackOf, cellOf, manifoldIdOf } from "./subject.ts";
import { needOf, type TaskKind } from "../task.ts";
import { streamOf } from "./stream.ts";

const COLUMNS = ["distance", "perturbation", "toOriginal"] as const;
/** Those that not every ruler has. */
const OPTIONAL = ["residual", "tangent"] as const;
const Stored = v.object({ exact: v.boolean(), populations: v.array(v.string()) });

/** Measures how far the adversarial examples of an attack, and their companions, are from a manifold. */
export const distancesKind: TaskKind<readonly DistanceRecord[]> = {
  file: "distances",
  async compute({ task, bench, results, context }) {
    const attack = needOf(task, "attack");
    const { space } = attackOf(task);
    const dataset = bench.dataset.part;
    const ruler = await readyManifold(bench, manifoldIdOf(task), task, results);
    const id = manifoldOf(space);
    const searched = id === undefined ? undefined : await readyManifold(bench, id, task, results);
    const records = await measureDistances({
      record: await results.read<AttackRecord>(attack),
      points: takeTensor((await results.artifact(attack)).tensors, "points", "F32").data,
      spaceOf: spaceMaker(space, dataset, searched),
      dataset,
      ruler,
      random: streamOf(bench, cellOf(task), "distances"),
      signal: context.signal,
      onProgress: (done, total) => context.progress(done / total),
    });
    return encode(records, ruler.exact);
  },
  decode(task, { json, tensors }) {
    const { exact, populations } = v.parse(Stored, json);
    return populations.map((population) => {
      const column = (name: string): Float32Array => takeTensor(tensors, `${population}/${name}`, "F32").data;
      return {
        cell: cellOf(task),
        ...attackOf(task),
        population: population as Population,
        ruler: manifoldIdOf(task),
        exact,
        samples: takeTensor(tensors, `${population}/samples`, "I32").data,
        distance: column("distance"),
        perturbation: column("perturbation"),
        toOriginal: column("toOriginal"),
        ...Object.fromEntries(OPTIONAL.flatMap((name) => (tensors[`${population}/${name}`] === undefined ? [] : [[name, column(name)]]))),
      };
    });
  },
  evidence: async (task, results) => ({ distances: await results.read<readonly DistanceRecord[]>(task) }),
};

function encode(records: readonly DistanceRecord[], exact: boolean): Artifact {
  const tensors = records.flatMap((record) => [
    [`${record.population}/samples`, stored(record.samples)] as const,
    ...COLUMNS.map((column) => [`${record.population}/${column}`, stored(record[column])] as const),
    ...OPTIONAL.flatMap((column) => {
      const values = record[column];
      return values === undefined ? [] : [[`${record.population}/${column}`, stored(values)] as const];
    }),
  ]);
  return { json: { exact, populations: records.map(({ population }) => population) }, tensors: Object.fromEntries(tensors) };
}
