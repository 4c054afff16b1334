import { Random } from "@disentangle/core";
import { targeted, towards } from "@disentangle/ops";
import { demand, type Law } from "../law.ts";
import { linearProblem } from "./linear-problem.ts";
import { outcomeOf, rowsOf } from "./attack-outcome.ts";
import type { AttackSubject } from "./subject.ts";

/** Instances per problem. */
const ROWS = 24;

/** Promises about linear classifiers, where the optimum is known. */
export const optimumLaws: readonly Law<AttackSubject>[] = [
  {
    promise: "on linear classifiers of 2 to 10 classes it succeeds exactly where the optimum allows",
    check: async (subject) => {
      for (const seed of [11, 12]) {
        const probe = await subject.quick();
        const tight = subject.tightness ?? (probe.bounded ? 1.01 : 1.05);
        // Every other row has a radius just below its optimum; minimum-norm attacks are given a wide one.
        const factors = Array.from({ length: ROWS }, (_, row) => (probe.bounded ? (row % 2 === 0 ? 0.99 : tight) : 3));
        using linear = linearProblem(seed, probe.norm, factors, subject.classes);
        const attack = await (subject.strong ?? subject.quick)();
        const { points, success } = await outcomeOf(attack, linear.problem, Random.seeded(seed));
        const origins = rowsOf(linear.problem.space.origin);
        for (const [row, optimum] of linear.optimum.entries()) {
          const point = points[row] as Float32Array;
          const length = attack.norm.distance(point, origins[row] as Float32Array, 0, point.length);
          const ratio = length / optimum;
          demand(!success[row] || ratio > 0.999, `Row ${row} succeeds at norm ${length}, below the optimum ${optimum}: the norm is wrong.`);
          if (subject.strong === undefined) continue;
          const due = attack.bounded ? factors[row] === tight : true;
          demand(
            success[row] === due,
            `Row ${row} ${success[row] ? "succeeds" : "fails"} at radius ${factors[row]} × its optimum ${optimum}; its point has norm ${ratio} × the optimum.`,
          );
          demand(attack.bounded || ratio <= tight, `Row ${row} has norm ${length}, ${ratio} × the optimum ${optimum}.`);
        }
      }
    },
  },
  {
    promise: "goes towards a target where the criterion asks for one",
    check: async (subject) => {
      if (subject.strong === undefined) return;
      const probe = await subject.quick();
      using linear = linearProblem(
        13,
        probe.norm,
        Array.from({ length: ROWS }, () => 1.5),
        subject.classes,
      );
      // The nearest class leads along the way, so it is reached with half as much again.
      const problem = { ...linear.problem, labels: linear.nearest, criterion: targeted, objective: towards(linear.problem.objective) };
      const { success } = await outcomeOf(await subject.strong(), problem, Random.seeded(1));
      const missed = success.flatMap((reached, row) => (reached ? [] : [row]));
      demand(missed.length === 0, `Rows ${missed.join(", ")} of ${ROWS} do not reach their target within 1.5 × the optimum.`);
    },
  },
];
