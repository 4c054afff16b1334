import { stored, type Artifact } from "@disentangle/artifacts";
import { manifoldOf, spaceKind, type AttackRecord, type Frozen, type Manifold } from "@disentangle/core";
import { evaluateAttack, type AttackEvaluation } from "@disentangle/evaluation";
import { crossEntropyObjective, misclassified, targeted, towards } from "@disentangle/ops";
import * as v from "valibot";
import { spaceMaker } from "../../parts/spaces.ts";
import type { Workbench } from "../../parts/workbench.ts";
import { TARGETS } from "../../request/targets.ts";
import { readyManifold } from "./ready-manifold.ts";
import { attackOf, cellOf } from "./subject.ts";
import { needOf, type Job, type Task, type TaskKind } from "../task.ts";
import { streamOf } from "./stream.ts";
import { decodeRecord, encodeRecord } from "./attack-record.ts";
import { targetsOf } from "./targets.ts";
import { frozenModel, type TrainedModel } from "./train.ts";

const Inputs = v.object({
  radius: v.number(),
  count: v.number(),
  restarts: v.number(),
  combine: v.picklist(["worst-case", "average"]),
  enforceRadius: v.boolean(),
  targeted: v.optional(v.picklist(TARGETS)),
});

/**
 * Attacks a trained model in one space and judges what comes of it. Besides the record, its artifact holds
 * `points` [n · D]: one point per sample, see
 * `AttackResult`.
 */
export const attackKind: TaskKind<AttackRecord> = {
  file: "attack",
  async compute(job) {
    const { task, context } = job;
    using models = await attackedModels(job, task);
    const { record, points } = await evaluateAttack({
      ...evaluationOf(job.bench, task, models, context.signal),
      onProgress: (done, total) => context.progress(done / total),
    });
    const { json, tensors } = encodeRecord(record);
    return { json, tensors: { ...tensors, points: stored(points) } };
  },
  decode(task, artifact: Artifact) {
    const { radius, restarts } = v.parse(Inputs, task.inputs);
    return decodeRecord({ cell: cellOf(task), ...attackOf(task), radius, restarts }, artifact);
  },
  evidence: async (task, results) => ({ attacks: [await results.read<AttackRecord>(task)] }),
};

/** The classifiers of an attack, and the manifold it searches. */
export interface AttackedModels extends Disposable {
  readonly frozen: Frozen;
  /** What a transfer attack attacks instead. */
  readonly source?: Frozen;
  readonly manifold?: Manifold;
}

/** What an attack task needs, made of the results of its needs; the caller disposes of it. */
export async function attackedModels({ bench, results }: Pick<Job, "bench" | "results">, task: Task): Promise<AttackedModels> {
  const id = manifoldOf(attackOf(task).space);
  const manifold = id === undefined ? undefined : await readyManifold(bench, id, task, results);
  const read = async (name: string): Promise<Frozen> => {
    const need = needOf(task, name);
    return frozenModel(bench, cellOf(need), await results.read<TrainedModel>(need));
  };
  const frozen = await read("model");
  const source = task.needs["source"] === undefined ? undefined : await read("source");
  return {
    frozen,
    ...(source && { source }),
    ...(manifold && { manifold }),
    [Symbol.dispose]() {
      frozen[Symbol.dispose]();
      source?.[Symbol.dispose]();
    },
  };
}

/** What evaluates an attack; also the start of a sweep over radii. */
export function evaluationOf(bench: Workbench, task: Task, models: AttackedModels, signal: AbortSignal): AttackEvaluation {
  const { frozen, source, manifold } = models;
  const { attack, space } = attackOf(task);
  const cell = cellOf(task);
  const { count, radius, restarts, combine, enforceRadius, targeted: goal } = v.parse(Inputs, task.inputs);
  const targets = bench.random.fork("targets");
  const codes = manifold?.codes;
  return {
    cell,
    attack: (bench.attacks.get(attack) as NonNullable<ReturnType<Workbench["attacks"]["get"]>>).part,
    frozen,
    ...(source && { source }),
    dataset: bench.dataset.part,
    samples: Int32Array.from({ length: count }, (_, i) => i),
    spaceOf: spaceMaker(space, bench.dataset.part, manifold),
    radius,
    restarts,
    combine,
    enforceRadius,
    ...(codes?.counts && { counts: (rows) => codes.counts?.(rows) as Uint8Array }),
    criterion: goal === undefined ? misclassified : targeted,
    objective: goal === undefined ? crossEntropyObjective : towards(crossEntropyObjective),
    ...(goal && { targets: (rows) => targetsOf(goal, rows, frozen, targets) }),
    random: streamOf(bench, cell, "attack", spaceKind(space)),
    signal,
  };
}
