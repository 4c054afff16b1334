import { encodePixels, takeTensor, type ExampleRow } from "@disentangle/artifacts";
import { manifoldOf, type AttackRecord, type Cell, type Codes, type Rows } from "@disentangle/core";
import { predict } from "@disentangle/evaluation";
import * as tf from "@tensorflow/tfjs";
import { spaceMaker } from "../parts/spaces.ts";
import type { Workbench } from "../parts/workbench.ts";
import { frozenModel, type TrainedModel } from "../run/kinds/train.ts";
import { NORMAL } from "../run/plan.ts";
import { readyManifold } from "../run/kinds/ready-manifold.ts";
import { attackOf, cellOf } from "../run/kinds/subject.ts";
import { needOf, type Results, type Task } from "../run/task.ts";
import { modelKey } from "./rows.ts";

/** Images shown of a run. */
const SHOWN = 10;

/**
 * The first test images that the attack under test solved in every space on the first normally trained model
 * at the largest N, with their adversarial examples (Figure 2 of the paper), and whether those on a manifold
 * keep their label.
 */
export async function exampleRows(bench: Workbench, tasks: readonly Task[], results: Results, signal: AbortSignal): Promise<ExampleRow[]> {
  const [underTest] = bench.attacks.keys();
  const own = tasks.filter(({ kind, subject }) => kind === "attack" && subject.attack === underTest && isShown(subject.cell));
  const largest = own.toSorted((a, b) => cellOf(b).size - cellOf(a).size)[0];
  if (largest === undefined) return [];
  const cell = cellOf(largest);
  const attacks = own.filter((task) => cellOf(task).size === cell.size);
  const records = await Promise.all(attacks.map((task) => results.read<AttackRecord>(task)));
  const { samples, correct } = records[0] as AttackRecord;
  // Every attack is on the first test images, of which some take more than others.
  const chosen = Int32Array.from(samples.keys())
    .filter((row) => correct[row] === 1 && records.every((record) => fell(record.success, row, record.samples.length)))
    .subarray(0, SHOWN);
  if (chosen.length === 0) return [];
  const dataset = bench.dataset.part;
  using examples = await dataset.examples(
    "test",
    Int32Array.from(chosen, (row) => samples[row] as number),
  );
  using frozen = frozenModel(bench, cell, await results.read<TrainedModel>(needOf(largest, "model")));
  const classify = async (images: tf.Tensor4D): Promise<Int32Array> => {
    const logits = frozen.classify(images);
    try {
      return await predict(logits);
    } finally {
      logits.dispose();
    }
  };
  const originals = (await examples.images.data()) as Float32Array;
  const predicted = await classify(examples.images);
  const adversarial: Shown[] = [];
  for (const [i, task] of attacks.entries()) {
    const count = (records[i] as AttackRecord).samples.length;
    const { space: name } = attackOf(task);
    const id = manifoldOf(name);
    const manifold = id === undefined ? undefined : await readyManifold(bench, id, task, results);
    const points = takeTensor((await results.artifact(task)).tensors, "points", "F32").data;
    using space = spaceMaker(name, dataset, manifold)(examples);
    const found = tf.tidy(() => {
      const all = tf.tensor(points, [count, ...space.origin.shape.slice(1)]);
      const own = tf.gather(all, tf.tensor1d(chosen, "int32"));
      return { own, images: space.render(own) };
    });
    try {
      adversarial.push({
        task,
        pixels: Float32Array.from(await found.images.data()),
        classes: await classify(found.images),
        kept: manifold?.codes && (await labelsOf(manifold.codes, found.own as tf.Tensor2D, found.images, examples, signal)),
      });
    } finally {
      tf.dispose(found);
    }
  }
  const size = originals.length / chosen.length;
  const pixelsOf = (pixels: Float32Array, i: number): string => encodePixels(pixels.slice(i * size, (i + 1) * size));
  return Array.from(chosen, (row, i) => ({
    ...modelKey(cell),
    sample: samples[row] as number,
    label: examples.labels[i] as number,
    predicted: predicted[i] as number,
    pixels: pixelsOf(originals, i),
    adversarial: adversarial.map(({ task, pixels, classes, kept }) => ({
      ...attackOf(task),
      predicted: classes[i] as number,
      pixels: pixelsOf(pixels, i),
      ...(kept && { keepsLabel: kept[i] as boolean | null }),
    })),
  }));
}

/** What an attack found for the images shown. */
interface Shown {
  readonly task: Task;
  readonly pixels: Float32Array;
  readonly classes: Int32Array;
  readonly kept: readonly (boolean | null)[] | undefined;
}

/** Whether each example keeps its label; null where that cannot be told. */
async function labelsOf(
  codes: Codes,
  points: tf.Tensor2D,
  images: tf.Tensor4D,
  rows: Rows,
  signal: AbortSignal,
): Promise<readonly (boolean | null)[]> {
  const { kept } = await codes.keepsLabel(points, images, rows, signal);
  return Array.from(kept, (flag) => (flag === 2 ? null : flag === 1));
}

function isShown(cell: Cell | undefined): boolean {
  return cell?.strategy === NORMAL && cell.model === 0;
}

function fell(success: Uint8Array, row: number, count: number): boolean {
  if (row >= count) return false;
  for (let i = row; i < success.length; i += count) if (success[i] === 1) return true;
  return false;
}
