import { type Artifact, stored } from "@disentangle/artifacts";
import type { AttackRecord, Frozen, InvarianceRecord, SpaceKind } from "@disentangle/core";
import { type AttackEvaluation, checkInvariance, evaluateAttack } from "@disentangle/evaluation";
import { crossEntropyObjective, misclassified } from "@disentangle/ops";
import * as v from "valibot";
import { PROTOCOLS } from "../protocols.ts";
import { radiusOf } from "../radii.ts";
import type { Task, TaskContext } from "../task.ts";
import { architectureOf, type NamedAttack, type Workbench } from "../workbench.ts";
import { decodeRecord, encodeRecord } from "./attack-record.ts";
import { cellLabel, keyOf, plain, streamOf } from "./keys.ts";
import { spaceMaker } from "./spaces.ts";
import type { TrainTask } from "./train.ts";

/** What an attack task leaves, besides the tensor `points` [n · D] in its artifact: one point per sample, see `AttackResult`. */
export interface AttackOutcome {
  readonly record: AttackRecord;
  /** Where the manifold is exact and the space latent: whether the examples keep their label. */
  readonly invariance?: InvarianceRecord;
}

/** See {@link attackTask}. */
export interface AttackTask extends Task<AttackOutcome> {
  /** The attack, by the name that rows use. */
  readonly attack: string;
  readonly space: SpaceKind;
  readonly train: TrainTask;
  /** The model that a transfer attack attacks instead. */
  readonly source: TrainTask | undefined;
  /** What evaluates the attack on that classifier; also the start of a sweep over radii. */
  evaluation(frozen: Frozen, signal: AbortSignal): AttackEvaluation;
}

/** Attacks a trained model in one space and judges what comes of it. `source` is the model that a transfer attack attacks instead. */
export function attackTask(bench: Workbench, train: TrainTask, attack: NamedAttack, space: SpaceKind, source?: TrainTask): AttackTask {
  const { cell } = train;
  const { settings } = bench;
  const { profile, protocol } = settings;
  const radius = radiusOf(attack.part.norm, space, settings);
  const count = profile.attacked[space];
  const inputs = { train: train.key, attack: plain(attack.identity), space, radius, count, restarts: profile.restarts };
  const transferred = source === undefined ? {} : { source: source.key, sourceAttack: plain(bench.source.identity) };
  const latent = space === "latent" ? { manifold: plain(bench.manifold.identity) } : {};
  const evaluation = (frozen: Frozen, signal: AbortSignal): AttackEvaluation => ({
    cell,
    attack: attack.part,
    frozen,
    dataset: bench.dataset.part,
    samples: Int32Array.from({ length: count }, (_, i) => i),
    spaceOf: spaceMaker(bench, space),
    radius,
    restarts: profile.restarts,
    ...PROTOCOLS[protocol],
    criterion: misclassified,
    objective: crossEntropyObjective,
    random: streamOf(bench, cell, "attack", space),
    signal,
  });
  return {
    kind: `attack ${cell.architecture} ${space}`,
    label: `${attack.name} on ${WORDS[space]}: ${cellLabel(cell)}`,
    key: keyOf(bench, "attack", { ...inputs, ...latent, ...transferred }),
    cost: architectureOf(bench, cell).relativeCost * count * profile.restarts * 5e-4,
    cell,
    attack: attack.name,
    space,
    train,
    source,
    evaluation,
    async compute({ obtain, progress, signal }) {
      const trained = await obtain(train);
      using frozen = trained.thaw();
      await fillSource(bench, source, obtain);
      const result = await evaluateAttack({
        ...evaluation(frozen, signal),
        onProgress: (done, total) => progress(done / total),
      });
      const invariance =
        space === "latent" && bench.manifold.part.exact
          ? await checkInvariance({ result, dataset: bench.dataset.part, signal })
          : undefined;
      const { json, tensors } = encodeRecord(result.record);
      return {
        json: { record: json, invariance: invariance === undefined ? null : counts(invariance) },
        tensors: { ...tensors, points: stored(result.points) },
      };
    },
    decode({ json, tensors }) {
      const { record, invariance } = v.parse(Stored, json);
      return {
        record: decodeRecord({ cell, attack: attack.name, space, radius, restarts: profile.restarts }, record, tensors),
        ...(invariance && { invariance: { cell, attack: attack.name, ...invariance } }),
      };
    },
  };
}

const counts = ({ total, invariant, largestDifference }: InvarianceRecord): Artifact["json"] => ({ total, invariant, largestDifference });

/** Puts the trained source of a transfer attack in its place. */
export async function fillSource(bench: Workbench, source: TrainTask | undefined, obtain: TaskContext["obtain"]): Promise<void> {
  if (source !== undefined) bench.source.part.fill(source.key, (await obtain(source)).thaw);
}

const Stored = v.object({
  record: v.unknown(),
  invariance: v.nullable(v.object({ total: v.number(), invariant: v.number(), largestDifference: v.number() })),
});

const WORDS: Readonly<Record<SpaceKind, string>> = { image: "images", latent: "the manifold", transformation: "transformations" };
