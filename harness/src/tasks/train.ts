import { takeTensor, type ArtifactStore, type StoredTensors } from "@disentangle/artifacts";
import { Fault, Random, type Attack, type Cell, type Classifier, type Frozen, type Group, type Strategy } from "@disentangle/core";
import { train } from "@disentangle/training";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import { BATCH } from "../own-strategy.ts";
import type { Task } from "../task.ts";
import { architectureOf, type Fitted, type Workbench } from "../workbench.ts";
import { checkpointIn, fromTensors } from "./checkpoint.ts";
import { cellLabel, keyOf, plain, streamOf } from "./keys.ts";
import { spaceMaker } from "./spaces.ts";

/** Passes over the training images, as in the original experiments. */
const EPOCHS = 20;

/** A trained model. */
export interface Trained {
  /** Mean training loss of each epoch. */
  readonly losses: readonly number[];
  /** Seconds it took to train, when it was trained. */
  readonly seconds: number;
  /** Its classifier, ready to be attacked; the caller disposes of it. */
  readonly thaw: () => Frozen;
}

/** See {@link trainTask}. */
export type TrainTask = Task<Trained>;

const Stored = v.object({ losses: v.array(v.number()), seconds: v.number() });

/** Trains the model of a cell; a checkpoint after every epoch lets an interrupted training go on. */
export async function trainTask(bench: Workbench, store: ArtifactStore, cell: Cell): Promise<TrainTask> {
  const strategy = bench.strategies.get(cell.strategy) as Strategy;
  const groups = strategy.steps.flat();
  const attacks = await Promise.all(groups.flatMap(({ attack }) => (attack === undefined ? [] : [attackOf(bench, attack)])));
  const architecture = architectureOf(bench, cell);
  const dataset = bench.dataset.part;
  const spaces = new Set(groups.map(({ space }) => space));
  const inputs = {
    architecture: plain(architecture.identity),
    strategy,
    attacks: attacks.map(({ identity }) => plain(identity)),
    ...(spaces.has("latent") && { manifold: plain(bench.manifold.identity) }),
    size: cell.size,
    model: cell.model,
    epochs: EPOCHS,
    batch: BATCH,
  };
  const key = keyOf(bench, "train", inputs);
  const build = (random: Random): Classifier => architecture.part.build({ image: dataset.image, classes: dataset.classes.length }, random);
  return {
    kind: `train ${cell.architecture} ${cell.strategy}`,
    label: `train ${cellLabel(cell)}`,
    key,
    heavy: true,
    cost: architecture.relativeCost * cell.size * (attacks.length === 0 ? 1.6e-3 : 2e-2),
    cell,
    async compute({ progress, signal }) {
      const random = streamOf(bench, cell, "train");
      using classifier = build(random.fork("weights"));
      using examples = await dataset.examples(
        "train",
        Int32Array.from({ length: cell.size }, (_, i) => i),
      );
      const checkpoint = checkpointIn(store, `${key}-checkpoint`);
      let loss = "";
      const { losses } = await train({
        classifier,
        examples,
        strategy,
        epochs: EPOCHS,
        batch: BATCH,
        spaceOf: (kind, own) => spaceMaker(bench, kind)(own),
        attackOf: async (choice) => (await attackOf(bench, choice)).part,
        random,
        signal,
        checkpoint,
        onBatch: ({ epoch, batch, batches }) => progress((epoch + (batch + 1) / batches) / EPOCHS, `epoch ${epoch + 1}/${EPOCHS}${loss}`),
        onEpoch: (done) => (loss = `, loss ${done.loss.toFixed(3)}`),
      });
      progress(1, `loss ${(losses.at(-1) ?? Number.NaN).toFixed(3)}`);
      return { json: { losses: [...losses], seconds: checkpoint.seconds() }, tensors: await fromTensors(classifier.state()) };
    },
    finished: () => store.remove(`${key}-checkpoint`),
    decode({ json, tensors }) {
      return { ...v.parse(Stored, json), thaw: () => thaw(build, tensors, cell) };
    },
  };
}

/** A frozen classifier with stored weights. */
function thaw(build: (random: Random) => Classifier, tensors: StoredTensors, cell: Cell): Frozen {
  using classifier = build(Random.seeded(0));
  for (const [name, variable] of Object.entries(classifier.state())) {
    const { data, shape } = takeTensor(tensors, name, "F32");
    if (String(shape) !== String(variable.shape)) {
      throw new Fault(
        "bad-data",
        `The stored weights ${name} of ${cellLabel(cell)} have shape [${shape.join(", ")}], not [${variable.shape.join(", ")}].`,
        {
          value: shape,
          mend: "Delete the folder of artifacts; they are computed again.",
        },
      );
    }
    const values = tf.tensor(data, [...shape]);
    variable.assign(values);
    values.dispose();
  }
  return classifier.freeze();
}

/** An attack that a strategy trains with. */
function attackOf(bench: Workbench, { id, options = {} }: NonNullable<Group["attack"]>): Promise<Fitted<Attack>> {
  return bench.attackOf({ id, options });
}
