import type { Protocol } from "@disentangle/core";
import type { AttackEvaluation } from "@disentangle/evaluation";

/**
 * Where the protocols differ in how an attack is judged: restarts count by their worst case or one by one,
 * and whether an unbounded attack may leave the radius.
 */
export const PROTOCOLS: Readonly<Record<Protocol, Pick<Required<AttackEvaluation>, "combine" | "enforceRadius">>> = {
  paper: { combine: "worst-case", enforceRadius: true },
  reference: { combine: "average", enforceRadius: false },
};
