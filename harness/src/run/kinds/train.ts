import type { Artifact } from "@disentangle/artifacts";
import { manifoldOf, type Cell, type Classifier, type Frozen, type Initial, type Manifold, type Strategy } from "@disentangle/core";
import { train } from "@disentangle/training";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import { spaceMaker } from "../../parts/spaces.ts";
import { architectureOf, type Workbench } from "../../parts/workbench.ts";
import { BATCH } from "../../request/own-strategy.ts";
import { readyManifold } from "./ready-manifold.ts";
import { searchedBy } from "../run-facts.ts";
import { artifactTensors, storedTensors } from "./stored-tensors.ts";
import type { TaskKind } from "../task.ts";
import { EPOCHS } from "./epochs.ts";
import { cellOf } from "./subject.ts";
import { streamOf } from "./stream.ts";

/** A trained model as it is kept. */
export interface TrainedModel {
  /** Mean training loss of each epoch. */
  readonly losses: readonly number[];
  /** Seconds it took to train, when it was trained. */
  readonly seconds: number;
  /** Its weights, see {@link frozenModel}. */
  readonly weights: Artifact;
}

const Stored = v.object({ losses: v.array(v.number()), seconds: v.number() });

/** Trains the model of a cell; a checkpoint after every epoch lets an interrupted training go on. */
export const trainKind: TaskKind<TrainedModel> = {
  large: true,
  file: "weights",
  async compute({ task, bench, results, context, seconds }) {
    const cell = cellOf(task);
    const strategy = bench.strategies.get(cell.strategy) as Strategy;
    const manifolds = new Map<string, Manifold>();
    for (const id of searchedBy(strategy).map(manifoldOf)) {
      if (id !== undefined) manifolds.set(id, await readyManifold(bench, id, task, results));
    }
    const random = streamOf(bench, cell, "train");
    const dataset = bench.dataset.part;
    using classifier = buildModel(bench, cell, random.fork("weights"));
    using examples = await dataset.examples(
      "train",
      Int32Array.from({ length: cell.size }, (_, i) => i),
    );
    let loss = "";
    const curves = await train({
      classifier,
      examples,
      strategy,
      epochs: EPOCHS,
      batch: BATCH,
      spaceOf: (name, rows) => spaceMaker(name, dataset, manifolds.get(manifoldOf(name) ?? ""))(rows),
      attackOf: async ({ id, options = {} }) => (await bench.attackOf({ id, options })).part,
      random,
      signal: context.signal,
      checkpoint: context.checkpoint,
      onBatch: ({ epoch, batch, batches }) =>
        context.progress((epoch + (batch + 1) / batches) / EPOCHS, `epoch ${epoch + 1}/${EPOCHS}${loss}`),
      onEpoch: ({ losses }) => (loss = `, loss ${(losses["loss"] ?? Number.NaN).toFixed(3)}`),
    });
    context.progress(1, `loss ${(curves.loss.at(-1) ?? Number.NaN).toFixed(3)}`);
    return { json: { losses: [...curves.loss], seconds: seconds() }, tensors: await storedTensors(classifier.state()) };
  },
  decode: (_, artifact) => ({ ...v.parse(Stored, artifact.json), weights: artifact }),
};

/** The frozen classifier of stored weights, ready to be attacked; the caller disposes of it. */
export function frozenModel(bench: Workbench, cell: Cell, { weights }: TrainedModel): Frozen {
  const tensors = artifactTensors(weights);
  try {
    using classifier = buildModel(bench, cell, tensors);
    return classifier.freeze();
  } finally {
    tf.dispose(tensors);
  }
}

function buildModel(bench: Workbench, cell: Cell, initial: Initial): Classifier {
  const { image, classes } = bench.dataset.part;
  return architectureOf(bench, cell).part.build({ image, classes: classes.length }, initial);
}
