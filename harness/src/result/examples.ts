import { encodePixels, takeTensor, type ExampleRow } from "@disentangle/artifacts";
import { manifoldOf, type AttackRecord, type Codes, type Rows } from "@disentangle/core";
import { predict } from "@disentangle/evaluation";
import * as tf from "@tensorflow/tfjs";
import { spaceMaker } from "../parts/spaces.ts";
import type { Workbench } from "../parts/workbench.ts";
import { frozenModel, type TrainedModel } from "../run/kinds/train.ts";
import { NORMAL } from "../run/plan.ts";
import { readyManifold } from "../run/kinds/ready-manifold.ts";
import { attackOf } from "../run/kinds/subject.ts";
import { needOf, type Results, type Task } from "../run/task.ts";
import { modelKey } from "./rows.ts";
import { shownModels, type ModelAttacks } from "./shown-models.ts";

/** Images shown of the first model, and of each other one. */
const [SHOWN, OTHERS] = [10, 3];
/**
 * Other models that are shown at most, and numbers that their pictures may hold (at 4 bytes, before base64).
 */
const [MOST, NUMBERS] = [60, 800_000];

/**
 * Test images with the adversarial examples that the attack under test found for them in every space (Figure
 * 2 of the paper): the first ten that fell everywhere to the first normally trained model at the largest N,
 * then three each of other models, where a space in which nothing fell is left out.
 */
export async function exampleRows(bench: Workbench, tasks: readonly Task[], results: Results, signal: AbortSignal): Promise<ExampleRow[]> {
  const [first, ...others] = shownModels(bench, tasks);
  if (first === undefined) return [];
  const [height, width, channels] = bench.dataset.part.image;
  const each = height * width * channels * OTHERS * (1 + first.attacks.length);
  const rows: ExampleRow[] = [];
  if (first.cell.strategy === NORMAL) rows.push(...(await examplesOf(bench, first, results, { most: SHOWN, everywhere: true, signal })));
  for (const model of others.slice(0, Math.min(MOST, Math.floor(NUMBERS / each)))) {
    rows.push(...(await examplesOf(bench, model, results, { most: OTHERS, everywhere: false, signal })));
  }
  return rows;
}

/** Which images of a model are shown. */
interface Choice {
  readonly most: number;
  /** Whether images alone that fell in every space, or else in most of them. */
  readonly everywhere: boolean;
  readonly signal: AbortSignal;
}

async function examplesOf(
  bench: Workbench,
  { cell, attacks }: ModelAttacks,
  results: Results,
  { most, everywhere, signal }: Choice,
): Promise<ExampleRow[]> {
  const records = await Promise.all(attacks.map((task) => results.read<AttackRecord>(task)));
  const { samples, correct } = records[0] as AttackRecord;
  // Every attack is on the first test images, of which some take more than others.
  const fallen = (row: number): number => records.filter((record) => fell(record.success, row, record.samples.length)).length;
  const candidates = [...samples.keys()].filter((row) => correct[row] === 1 && fallen(row) > 0);
  const wanted = everywhere ? attacks.length : Math.max(0, ...candidates.map(fallen));
  const chosen = Int32Array.from(candidates.filter((row) => fallen(row) === wanted)).subarray(0, most);
  if (chosen.length === 0) return [];
  const dataset = bench.dataset.part;
  using examples = await dataset.examples(
    "test",
    Int32Array.from(chosen, (row) => samples[row] as number),
  );
  using frozen = frozenModel(bench, cell, await results.read<TrainedModel>(needOf(attacks[0], "model")));
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
    const record = records[i] as AttackRecord;
    const count = record.samples.length;
    // One attack may take fewer images than another.
    if (chosen.some((row) => row >= count)) continue;
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
        record,
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
    adversarial: adversarial
      .filter(({ record }) => fell(record.success, row, record.samples.length))
      .map(({ task, pixels, classes, kept }) => ({
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
  readonly record: AttackRecord;
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

function fell(success: Uint8Array, row: number, count: number): boolean {
  if (row >= count) return false;
  for (let i = row; i < success.length; i += count) if (success[i] === 1) return true;
  return false;
}
