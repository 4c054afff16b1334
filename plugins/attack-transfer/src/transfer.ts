import { Fault, token, type Attack, type Frozen, type Problem, type Proposal, type Random, type Token } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** The classifier that is attacked in place of the one under test; whoever binds it owns it. */
export const TRANSFER_SOURCE: Token<Frozen> = token("transfer-source");
/** The attack that is run against it. */
export const TRANSFER_ATTACK: Token<Attack> = token("transfer-attack");

/** A proposal with what the source classifier made of it, for the denominators of a transfer rate. */
export interface TransferProposal extends Proposal {
  /** Whether the source classifies the unattacked row as its reference class. [B] */
  readonly sourceCorrect: Uint8Array;
  /** Whether the proposed point meets the criterion on the source, by classifying it again. [B] */
  readonly sourceSuccess: Uint8Array;
}

/** An attack whose proposals also say how the source fared. */
export interface TransferAttack extends Attack {
  perturb(problem: Problem, random: Random, signal: AbortSignal): Promise<TransferProposal>;
}

/**
 * Runs an attack against a source classifier; the classifier under test never sees a gradient, and the evaluator alone says what carries over. All
 * counts, and the iteration of the first success, are those on the source.
 *
 * In the original experiments a pair counts as a transferred success where the source attack succeeded and the target misclassifies, out of
 * those that source and target both classify correctly.
 */
export function transfer(source: Frozen, inner: Attack): TransferAttack {
  return {
    id: "transfer",
    norm: inner.norm,
    bounded: inner.bounded,
    async perturb(problem, random, signal) {
      const onSource: Problem = { ...problem, classify: (images) => source.classify(images) };
      const proposal = await inner.perturb(onSource, random, signal);
      try {
        if (signal.aborted) throw new Fault("aborted", "The caller asked to stop.", { cause: signal.reason });
        const sourceCorrect = await flags(onSource, problem.space.origin, (logits, labels) => tf.equal(tf.argMax(logits, 1), labels));
        const sourceSuccess = await flags(onSource, proposal.points, (logits, labels) => problem.criterion.met(logits, labels));
        return {
          ...proposal,
          // Two looks more than the attack's own.
          forwards: proposal.forwards.map((count) => count + 2),
          sourceCorrect,
          sourceSuccess,
          [Symbol.dispose]: () => proposal[Symbol.dispose](),
        };
      } catch (error) {
        proposal[Symbol.dispose]();
        throw error;
      }
    },
  };
}

/** What a rule says of the source's logits at some points. */
async function flags(
  { space, labels, classify }: Problem,
  points: tf.Tensor,
  rule: (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor,
): Promise<Uint8Array> {
  const met = tf.tidy(() => rule(classify(space.render(points)), tf.tensor1d(labels, "int32")));
  try {
    return Uint8Array.from(await met.data());
  } finally {
    met.dispose();
  }
}
