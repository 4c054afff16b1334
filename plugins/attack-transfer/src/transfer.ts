import { Fault, throwIfAborted, token, type Attack, type Problem, type Token } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** The attack that is run against the source of a transfer attack. */
export const TRANSFER_ATTACK: Token<Attack> = token("transfer-attack");

/**
 * Runs an attack against a source classifier, {@link Problem.source}; the classifier under test never sees a
 * gradient, and the evaluator alone says what carries over. All counts, and the iteration of the first
 * success, are those on the source.
 *
 * The proposal says how the source fared, because a pair counts, as in the original experiments, as a
 * transferred success where the attack succeeded on the source and the target misclassifies, out of those
 * that both classify correctly.
 */
export function transfer(inner: Attack): Attack {
  return {
    id: "transfer",
    norm: inner.norm,
    bounded: inner.bounded,
    usesSource: true,
    async perturb(problem, random, signal) {
      const { source } = problem;
      if (source === undefined) {
        throw new Fault("contradiction", "A transfer attack was given no classifier to search in place of the one under test.", {
          value: problem.source,
          mend: "Give the problem a `source`.",
        });
      }
      const onSource: Problem = { ...problem, classify: source };
      const proposal = await inner.perturb(onSource, random, signal);
      try {
        throwIfAborted(signal);
        const before = await meets(onSource, problem.space.origin);
        const success = await meets(onSource, proposal.points);
        return {
          ...proposal,
          // Two looks more than the attack's own.
          forwards: proposal.forwards.map((count) => count + 2),
          source: { correct: before.map((met) => 1 - met), success },
          [Symbol.dispose]: () => proposal[Symbol.dispose](),
        };
      } catch (error) {
        proposal[Symbol.dispose]();
        throw error;
      }
    },
  };
}

/** Whether the criterion is met at those points, 1 or 0. */
async function meets({ space, labels, classify, criterion }: Problem, points: tf.Tensor): Promise<Uint8Array> {
  const met = tf.tidy(() => criterion.met(classify(space.render(points)), tf.tensor1d(labels, "int32")));
  try {
    return Uint8Array.from(await met.data());
  } finally {
    met.dispose();
  }
}
