import type { Attack, Problem, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { demand } from "../law.ts";

/** A proposal read back, row by row. */
export interface AttackOutcome {
  readonly points: readonly Float32Array[];
  /** Whether the criterion is met at the proposed points, by classifying them again. */
  readonly success: readonly boolean[];
  readonly iterations: Int32Array;
  readonly gradients: Int32Array;
  readonly forwards: Int32Array;
  readonly zeroGradients: Int32Array;
}

/** Runs an attack, reads back and re-classifies what it proposes, and frees it. */
export async function outcomeOf(attack: Attack, problem: Problem, random: Random): Promise<AttackOutcome> {
  using proposal = await attack.perturb(problem, random, new AbortController().signal);
  const { shape } = problem.space.origin;
  demand(
    proposal.points.shape.join() === shape.join(),
    `The proposed points have shape [${proposal.points.shape.join(", ")}], the origin [${shape.join(", ")}].`,
  );
  const counts = [proposal.iterations, proposal.gradients, proposal.forwards, proposal.zeroGradients];
  demand(
    counts.every((count) => count.length === shape[0]),
    `There are ${shape[0]} rows, but ${counts.map((count) => count.length).join(", ")} iterations, gradients, forwards, zero gradients.`,
  );
  const { iterations, gradients, forwards, zeroGradients } = proposal;
  return { points: rowsOf(proposal.points), success: successOf(problem, proposal.points), iterations, gradients, forwards, zeroGradients };
}

/** The rows of a tensor [B, ...], or of what broadcasts to `shape`. */
export function rowsOf(tensor: tf.Tensor, shape: readonly number[] = tensor.shape): Float32Array[] {
  const values = tf.tidy(() => tf.broadcastTo(tensor, shape as tf.ShapeMap[tf.Rank]).dataSync() as Float32Array);
  const [rows = 0] = shape;
  return Array.from({ length: rows }, (_, row) => values.slice((row * values.length) / rows, ((row + 1) * values.length) / rows));
}

/** Whether each row's criterion is met at those points. */
function successOf(problem: Problem, points: tf.Tensor): boolean[] {
  const flags = tf.tidy(() => {
    const logits = problem.classify(problem.space.render(points));
    return problem.criterion.met(logits, tf.tensor1d(problem.labels, "int32")).dataSync();
  });
  return Array.from(flags, Boolean);
}

/** Whether two rows hold the same bytes. */
export function sameBytes(a: Float32Array, b: Float32Array): boolean {
  return Buffer.compare(Buffer.from(a.buffer, a.byteOffset, a.byteLength), Buffer.from(b.buffer, b.byteOffset, b.byteLength)) === 0;
}
