import type { Objective, Problem } from "@disentangle/core";
import {
  crossEntropyObjective,
  differenceObjective,
  dlrObjective,
  marginObjective,
  scaledLogitsObjective,
  targetedDlrObjective,
  towards,
} from "./objective.ts";

/**
 * The losses that gradient attacks choose from by name; each is an {@link Objective}, as one's own loss is.
 */
export const LOSSES: Readonly<Record<Exclude<LossName, "given">, Objective>> = {
  "cross-entropy": crossEntropyObjective,
  margin: marginObjective(),
  dlr: dlrObjective,
  "logit-difference": differenceObjective,
  "targeted-dlr": targetedDlrObjective,
  mifpe: scaledLogitsObjective,
};

/**
 * Names of {@link LOSSES}, and `given`: the objective of the problem, which is how one's own loss gets in.
 */
export type LossName = "given" | "cross-entropy" | "margin" | "dlr" | "logit-difference" | "targeted-dlr" | "mifpe";

/** What options of attacks offer, `given` first. */
export const LOSS_NAMES: readonly LossName[] = ["given", ...(Object.keys(LOSSES) as (keyof typeof LOSSES)[])];

/** What is minimised; where the criterion is to reach the reference class, towards it. */
export function objectiveFor(loss: LossName, problem: Pick<Problem, "objective" | "criterion">): Objective {
  if (loss === "given") return problem.objective;
  return problem.criterion.aim === "reach" ? towards(LOSSES[loss]) : LOSSES[loss];
}
