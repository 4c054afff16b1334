import { encodeBytes, finite, type LadderRow, type PathRow } from "@disentangle/artifacts";
import { Fault, type AttackRecord } from "@disentangle/core";
import { evaluateAttack, predict, SWEEP, traceAttack, type AttackEvaluation } from "@disentangle/evaluation";
import * as tf from "@tensorflow/tfjs";
import type { Workbench } from "../parts/workbench.ts";
import { attackedModels, evaluationOf } from "../run/kinds/attack.ts";
import { NORMAL } from "../run/plan.ts";
import { attackOf } from "../run/kinds/subject.ts";
import type { Results, Task } from "../run/task.ts";
import { modelKey } from "./rows.ts";
import { shownModels } from "./shown-models.ts";

/** Images that are attacked with one radius after another, and whose path is told. */
const [LADDERS, PATHS] = [5, 3];

/**
 * What a reader may look at closely, of the first normally trained model at the largest N in every space: a
 * few images attacked with one radius after another, and the path of the attack on some of them. Made anew
 * with every result, as it takes seconds.
 */
export async function closeUps(
  bench: Workbench,
  tasks: readonly Task[],
  results: Results,
  signal: AbortSignal,
): Promise<{ readonly ladders: readonly LadderRow[]; readonly paths: readonly PathRow[] }> {
  const [shown] = shownModels(bench, tasks);
  const rows: { readonly ladders: LadderRow[]; readonly paths: PathRow[] } = { ladders: [], paths: [] };
  if (shown === undefined || shown.cell.strategy !== NORMAL) return rows;
  const records = await Promise.all(shown.attacks.map((task) => results.read<AttackRecord>(task)));
  const { samples, correct } = records[0] as AttackRecord;
  const count = Math.min(...records.map((record) => record.samples.length));
  const chosen = Int32Array.from([...samples.subarray(0, count).keys()].filter((row) => correct[row] === 1).slice(0, LADDERS));
  for (const task of chosen.length === 0 ? [] : shown.attacks) {
    using models = await attackedModels({ bench, results }, task);
    const evaluation = { ...evaluationOf(bench, task, models, signal), samples: chosen, restarts: 1 };
    try {
      const ladders = await laddersOf(evaluation, task);
      rows.ladders.push(...ladders);
      for (const ladder of told(ladders)) rows.paths.push(await pathOf(evaluation, task, ladder));
    } catch (error) {
      // A classifier that answers NaN to what it is shown has warnings of its own, and the run is over.
      if (!Fault.is(error) || error.code !== "not-finite") throw error;
    }
  }
  return rows;
}

/** Those whose path is told: images that some radius suffices for, before others. @internal */
export function told(ladders: readonly LadderRow[]): LadderRow[] {
  return ladders.toSorted((a, b) => Number(enough(b) !== undefined) - Number(enough(a) !== undefined)).slice(0, PATHS);
}

/** The first radius of a series that suffices. */
function enough({ label, rungs }: LadderRow): LadderRow["rungs"][number] | undefined {
  return rungs.find(({ radius, predicted }) => radius > 0 && predicted !== label);
}

/** Each image at the radii of a sweep, the unattacked one at radius 0. */
async function laddersOf(evaluation: AttackEvaluation, task: Task): Promise<LadderRow[]> {
  using examples = await evaluation.dataset.examples("test", evaluation.samples);
  using space = evaluation.spaceOf(examples);
  const origin = tf.tidy(() => space.render(space.origin));
  const { bounded, minimumNorm } = evaluation.attack;
  // Drawn back into the ball: where it stays within, that is the smallest move that was found.
  const attack = bounded && minimumNorm !== undefined ? { ...minimumNorm, bounded } : evaluation.attack;
  const heights: { readonly radius: number; readonly images: Float32Array; readonly predicted: Int32Array }[] = [];
  try {
    const shape = origin.shape;
    heights.push({
      radius: 0,
      images: (await origin.data()) as Float32Array,
      predicted: await classesOf(evaluation, (await origin.data()) as Float32Array, shape),
    });
    for (const fraction of SWEEP) {
      const radius = fraction * (evaluation.radius as number);
      const random = evaluation.random.fork("radius", fraction);
      const { images } = await evaluateAttack({ ...evaluation, attack, combine: "worst-case", radius, random });
      heights.push({ radius, images, predicted: await classesOf(evaluation, images, shape) });
    }
  } finally {
    origin.dispose();
  }
  return Array.from(examples.indices, (sample, i) => ({
    ...modelKey(evaluation.cell),
    ...attackOf(task),
    sample,
    label: examples.labels[i] as number,
    ...(attack !== evaluation.attack && { by: attack.id }),
    rungs: heights.map(({ radius, images, predicted }) => ({
      radius,
      predicted: predicted[i] as number,
      pixels: encodeBytes(slice(images, i, examples.indices.length)),
    })),
  }));
}

async function classesOf({ frozen }: AttackEvaluation, pixels: Float32Array, shape: [number, number, number, number]): Promise<Int32Array> {
  const logits = tf.tidy(() => frozen.classify(tf.tensor4d(pixels, shape)));
  try {
    return await predict(logits);
  } finally {
    logits.dispose();
  }
}

/**
 * The first restart on an image, followed point by point, with the smallest radius that sufficed, or the full
 * one where none did: with a larger one the random start alone often suffices, and there is no path.
 */
async function pathOf(evaluation: AttackEvaluation, task: Task, ladder: LadderRow): Promise<PathRow> {
  const { sample, label } = ladder;
  const { attack, frozen, source, criterion, objective, random, signal, cell } = evaluation;
  const full = evaluation.radius as number;
  const radius = enough(ladder)?.radius ?? full;
  // The very attack of that rung, draw for draw, where no other stood for it.
  const fraction = SWEEP.find((share) => share * full === radius) ?? 1;
  using examples = await evaluation.dataset.examples("test", Int32Array.of(sample));
  using space = evaluation.spaceOf(examples);
  const aim = (await evaluation.targets?.(examples))?.[0] ?? label;
  const steps = await traceAttack({
    attack,
    frozen,
    space,
    label: aim,
    sample,
    radius,
    criterion,
    objective,
    signal,
    ...(source && { source }),
    random: random.fork("radius", fraction).fork("restart", 0),
  });
  return {
    ...modelKey(cell),
    ...attackOf(task),
    radius,
    sample,
    label,
    steps: steps.map(({ evaluation: at, loss, predicted, image }) => ({
      evaluation: at,
      loss: finite(loss),
      predicted,
      pixels: encodeBytes(image),
    })),
  };
}

function slice(values: Float32Array, row: number, rows: number): Float32Array {
  const size = values.length / rows;
  return values.subarray(row * size, (row + 1) * size);
}
