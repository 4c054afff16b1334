import type { Attack, Problem, Random } from "@disentangle/core";
import { cascade, iterate, likelyClasses, objectiveFor, type Method, type NormInBox, type State } from "@disentangle/ops";
import type { ApgdOptions } from "./options.ts";

/** The hooks of one search; with targets, one class per row of the problem, it goes towards them. */
export type Search = (problem: Problem, random: Random, targets?: Int32Array) => Method<State>;

/** Losses that go towards a class. */
const TARGETED: readonly ApgdOptions["loss"][] = ["targeted-dlr", "logit-difference"];

/**
 * An attack of that search: one of them, or, for a loss that goes towards a class, one for each of the most
 * likely classes, survivors only.
 */
export function searchWith(id: string, norm: NormInBox, search: Search, { loss, targets }: ApgdOptions): Attack {
  return {
    id,
    norm,
    bounded: true,
    async perturb(problem, random, signal) {
      const objective = objectiveFor(loss, problem);
      if (!TARGETED.includes(loss) || problem.criterion.aim === "reach") {
        return iterate(problem, search(problem, random), signal, objective);
      }
      const likely = await likelyClasses(problem, targets, signal);
      const stages = Array.from({ length: likely.count }, (_, place) => ({
        name: `target-${place + 1}`,
        bounded: true,
        perturb: (part: Problem, stream: Random) => iterate(part, search(part, stream, likely.of(part, place)), signal, objective),
      }));
      const { parts: _, ...proposal } = await cascade(problem, norm, stages, random, signal);
      // The look that told which classes are likely.
      return { ...proposal, forwards: proposal.forwards.map((count) => count + 1) };
    },
  };
}
