import { encodePixels, takeTensor, type ExampleResult } from "@disentangle/artifacts";
import { predict } from "@disentangle/evaluation";
import * as tf from "@tensorflow/tfjs";
import { NORMAL } from "../claims/strategies.ts";
import type { CellTasks, Source } from "../experiment.ts";
import type { AttackTask } from "../tasks/attack.ts";
import { spaceMaker } from "../tasks/spaces.ts";
import type { Workbench } from "../workbench.ts";
import { modelKey } from "./rows.ts";

/** Images shown of a run. */
const SHOWN = 10;

/**
 * The first test images that every attack on the first normally trained model at the largest N solved, with their adversarial examples (Figure 2 of the paper).
 */
export async function exampleRows(bench: Workbench, cells: readonly CellTasks[], source: Source): Promise<ExampleResult[]> {
  const normal = cells.filter(({ train }) => train.cell.strategy === NORMAL && train.cell.model === 0);
  const shown = normal.toSorted((a, b) => b.train.cell.size - a.train.cell.size)[0];
  if (shown === undefined || shown.attacks.length === 0) return [];
  const outcomes = await Promise.all(shown.attacks.map(async (task) => ({ task, outcome: await source.obtain(task) })));
  const { samples, correct } = (outcomes[0] as (typeof outcomes)[0]).outcome.record;
  // Every attack is on the first test images, of which some take more than others.
  const rows = Int32Array.from(samples.keys()).filter(
    (row) => correct[row] === 1 && outcomes.every(({ outcome: { record } }) => fell(record.success, row, record.samples.length)),
  );
  const chosen = rows.subarray(0, SHOWN);
  if (chosen.length === 0) return [];
  using examples = await bench.dataset.part.examples(
    "test",
    Int32Array.from(chosen, (row) => samples[row] as number),
  );
  const trained = await source.obtain(shown.train);
  using frozen = trained.thaw();
  const originals = (await examples.images.data()) as Float32Array;
  const predicted = await classify(examples.images);
  const adversarial: Awaited<ReturnType<typeof rendered>>[] = [];
  for (const { task, outcome } of outcomes) adversarial.push(await rendered(task, outcome.record.samples.length));
  const size = originals.length / chosen.length;
  const slice = (pixels: Float32Array, i: number): string => encodePixels(pixels.slice(i * size, (i + 1) * size));
  return Array.from(chosen, (row, i) => ({
    ...modelKey(shown.train.cell),
    sample: samples[row] as number,
    label: examples.labels[i] as number,
    predicted: predicted[i] as number,
    pixels: slice(originals, i),
    adversarial: adversarial.map(({ task, pixels, classes }) => ({
      attack: task.attack,
      space: task.space,
      predicted: classes[i] as number,
      pixels: slice(pixels, i),
    })),
  }));

  async function classify(images: tf.Tensor4D): Promise<Int32Array> {
    const logits = frozen.classify(images);
    try {
      return await predict(logits);
    } finally {
      logits.dispose();
    }
  }

  async function rendered(task: AttackTask, count: number): Promise<{ task: AttackTask; pixels: Float32Array; classes: Int32Array }> {
    const { tensors } = await source.artifact(task);
    const all = takeTensor(tensors, "points", "F32").data;
    using space = spaceMaker(bench, task.space)(examples);
    const images = tf.tidy(() => {
      const points = tf.tensor(all, [count, ...space.origin.shape.slice(1)]);
      return space.render(tf.gather(points, tf.tensor1d(chosen, "int32")));
    });
    try {
      return { task, pixels: (await images.data()) as Float32Array, classes: await classify(images) };
    } finally {
      images.dispose();
    }
  }
}

function fell(success: Uint8Array, row: number, count: number): boolean {
  if (row >= count) return false;
  for (let i = row; i < success.length; i += count) if (success[i] === 1) return true;
  return false;
}
