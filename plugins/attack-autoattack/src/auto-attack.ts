import type { Attack, Norm, Problem } from "@disentangle/core";
import { cascade, meanAnswer } from "@disentangle/ops";

/** Answers that `rand` takes the mean of. */
const DRAWS = 20;

/** An attack of the ensemble, made. */
export interface MadePart {
  readonly name: string;
  readonly restarts: number;
  readonly attack: Attack;
}

/**
 * AutoAttack (Croce and Hein 2020): its parts one after the other, each on what those before it have left, so
 * that an image counts as broken as soon as one of them succeeds. A result tells which.
 *
 * @param smallest looks for the smallest radii where they are asked for
 * @param noisy whether every answer is the mean of {@link DRAWS}, as for classifiers that draw noise
 */
export function autoAttack(norm: Norm, parts: readonly MadePart[], smallest: Attack | undefined, noisy: boolean): Attack {
  const stages = parts.flatMap(({ name, restarts, attack }) =>
    Array.from({ length: restarts }, () => ({
      name,
      bounded: attack.bounded,
      perturb: (...given: Parameters<Attack["perturb"]>) => attack.perturb(...given),
    })),
  );
  const names = parts.map(({ name }) => name);
  return {
    id: "autoattack",
    norm,
    bounded: true,
    ...(smallest && { minimumNorm: smallest }),
    async perturb(problem, random, signal) {
      const asked: Problem = noisy ? { ...problem, classify: meanAnswer(problem.classify, DRAWS, signal) } : problem;
      const { parts: outcome, ...proposal } = await cascade(asked, norm, stages, random, signal);
      const found = outcome?.found.map((stage) => (stage < 0 ? -1 : names.indexOf((stages[stage] as (typeof stages)[number]).name)));
      return {
        ...proposal,
        // Each pass of the mean is so many of the classifier.
        ...(noisy && { forwards: proposal.forwards.map((count) => DRAWS * count) }),
        ...(found && { parts: { names, found } }),
      };
    },
  };
}
