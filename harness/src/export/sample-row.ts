import type { AttackRow, StoredTensors } from "@disentangle/artifacts";
import { finite, takeTensor } from "@disentangle/artifacts";
import type { SpaceName } from "@disentangle/core";

/** What one attack did to one test image. */
export interface SampleRow {
  readonly architecture: string;
  readonly strategy: string;
  /** Number of training images N. */
  readonly size: number;
  readonly model: number;
  readonly attack: string;
  readonly space: SpaceName;
  /** Of the ball, in units of the space. */
  readonly radius: number;
  /** Position in the test split. */
  readonly sample: number;
  /** True class; null in results that did not record it. */
  readonly label: number | null;
  /** Whether the image itself is classified correctly. */
  readonly correct: 0 | 1;
  /** Whether any restart succeeded. */
  readonly success: 0 | 1;
  /** Restarts run, and how many of them succeeded. Under `paper` a solved image is not attacked again. */
  readonly restarts: number;
  readonly successes: number;
  /** The restart that the following numbers are of: the first that succeeded, else the last. */
  readonly restart: number;
  /** First successful iteration; null where none was. */
  readonly iteration: number | null;
  /** Norms of the perturbation, in units of the space. */
  readonly l0: number;
  readonly l1: number;
  readonly l2: number;
  readonly linf: number;
  /** L2 norm of the change of the image. */
  readonly image_l2: number;
  /** Gradients evaluated, over all restarts. */
  readonly gradients: number;
  /**
   * Whether the attack was swept over radii, and the smallest at which the image fell; null where it stood
   * them all.
   */
  readonly swept: 0 | 1;
  readonly smallest_radius: number | null;
  /**
   * Distance of the adversarial image to the manifold, and of its projection to the original; null where not
   * measured.
   */
  readonly manifold_distance: number | null;
  readonly projection_to_original: number | null;
  /** The file with the adversarial point, from the folder of the run, and the row of `points` in it. */
  readonly artifact: string;
  readonly row: number;
}

/** The columns, in their order. */
export const COLUMNS: readonly (keyof SampleRow)[] = [
  ...(["architecture", "strategy", "size", "model", "attack", "space", "radius", "sample", "label", "correct", "success"] as const),
  ...(["restarts", "successes", "restart", "iteration", "l0", "l1", "l2", "linf", "image_l2", "gradients"] as const),
  ...(["swept", "smallest_radius", "manifold_distance", "projection_to_original", "artifact", "row"] as const),
];

/** What is kept of one attack. */
export interface Measured {
  readonly attack: AttackRow;
  /** Of the file with its tensors, as it is to be written. */
  readonly path: string;
  readonly tensors: StoredTensors;
  readonly sweep: StoredTensors | undefined;
  readonly distances: StoredTensors | undefined;
}

/**
 * The rows of one attack, sample by sample. Throws a Fault `bad-data` where a tensor is missing.
 *
 * @param labels of the test images, the first of which were attacked
 */
export function* sampleRows({ attack, path, tensors, sweep, distances }: Measured, labels: readonly number[]): Generator<SampleRow> {
  const [floats, ints] = [reader(tensors, "F32"), reader(tensors, "I32")];
  const [samples, iteration, gradients] = [ints("samples"), ints("iteration"), ints("gradients")];
  const [correct, success] = [reader(tensors, "U8")("correct"), reader(tensors, "U8")("success")];
  const [l0, l1, l2, linf, imageL2] = [floats("norm/l0"), floats("norm/l1"), floats("norm/l2"), floats("norm/linf"), floats("imageL2")];
  const smallest = sweep && takeTensor(sweep, "smallest", "F32").data;
  const manifold = distances && adversarialDistances(distances);
  const { architecture, strategy, size, model, space, radius } = attack;
  const n = samples.length;
  for (let row = 0; row < n; row++) {
    // 2 stands for a restart that was not run.
    const run = Array.from({ length: success.length / n }, (_, r) => r).filter((r) => success[r * n + row] !== 2);
    const fell = run.filter((r) => success[r * n + row] === 1);
    const restart = fell[0] ?? run.at(-1) ?? 0;
    const at = restart * n + row;
    const sample = samples[row] as number;
    yield {
      architecture,
      strategy,
      size,
      model,
      attack: attack.attack,
      space,
      radius,
      sample,
      label: labels[sample] ?? null,
      correct: flag(correct[row]),
      success: fell.length > 0 ? 1 : 0,
      restarts: run.length,
      successes: fell.length,
      restart,
      iteration: fell.length > 0 ? (iteration[at] as number) : null,
      l0: l0[at] as number,
      l1: l1[at] as number,
      l2: l2[at] as number,
      linf: linf[at] as number,
      image_l2: imageL2[at] as number,
      gradients: run.reduce((sum, r) => sum + (gradients[r * n + row] as number), 0),
      swept: smallest === undefined ? 0 : 1,
      smallest_radius: finite(smallest?.[row]),
      manifold_distance: finite(manifold?.get(sample)?.distance),
      projection_to_original: finite(manifold?.get(sample)?.toOriginal),
      artifact: path,
      row,
    };
  }
}

function reader<D extends "F32" | "I32" | "U8">(tensors: StoredTensors, dtype: D) {
  return (name: string) => takeTensor(tensors, name, dtype).data;
}

function adversarialDistances(tensors: StoredTensors): ReadonlyMap<number, { readonly distance: number; readonly toOriginal: number }> {
  const samples = takeTensor(tensors, "adversarial/samples", "I32").data;
  const distance = takeTensor(tensors, "adversarial/distance", "F32").data;
  const toOriginal = takeTensor(tensors, "adversarial/toOriginal", "F32").data;
  return new Map(
    Array.from(samples, (sample, i) => [sample, { distance: distance[i] as number, toOriginal: toOriginal[i] as number }] as const),
  );
}

function flag(value: number | undefined): 0 | 1 {
  return value === 1 ? 1 : 0;
}
