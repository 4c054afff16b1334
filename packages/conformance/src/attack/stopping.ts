import { Fault, Random, type Criterion, type Problem } from "@disentangle/core";
import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { outcomeOf } from "./attack-outcome.ts";
import type { AttackSubject } from "./subject.ts";
import { recipes, SETTINGS, toyProblem, withClassifier } from "./toy-problem.ts";

/**
 * Milliseconds a slow classifier takes, and how many of its calls an attack may make before an abort arrives.
 */
const [SLOW, PATIENCE] = [2, 50];

/** Promises about attacks that are asked to stop, or have nothing to follow. */
export const stoppingLaws: readonly Law<AttackSubject>[] = [
  {
    promise: "stops within one iteration of an abort, says so with a Fault, and leaves nothing behind",
    check: (subject) =>
      fc.assert(
        fc.asyncProperty(recipes, fc.integer({ min: 0, max: 6 }), async (recipe, last) => {
          using toy = toyProblem(recipe);
          const controller = new AbortController();
          if (last === 0) controller.abort();
          let calls = 0;
          const classify: Problem["classify"] = (images) => {
            if (++calls === last) controller.abort();
            return toy.frozen.classify(images);
          };
          const attack = await subject.quick();
          const before = tf.memory().numTensors;
          const ending = await endOf(attack.perturb(withClassifier(toy.problem, classify), Random.seeded(recipe.seed), controller.signal));
          const left = tf.memory().numTensors - before;
          demand(left === 0, `${left} tensors were left behind after an abort at call ${last}.`);
          if (!controller.signal.aborted) return;
          demand(calls <= last + 1, `The classifier was called ${calls - last} times after the abort at call ${last}.`);
          demand(
            ending === "aborted" || (last > 0 && ending === "finished"),
            `After an abort at call ${last} of ${calls} the attack ended with: ${ending}.`,
          );
        }),
        { ...SETTINGS, numRuns: 12 },
      ),
  },
  {
    promise: "gives way to the event loop, so that an abort can arrive",
    check: async (subject) => {
      using toy = toyProblem({ seed: 3, kind: "image", classifier: "smooth", classes: 3, rows: 2 });
      const controller = new AbortController();
      let calls = 0;
      const classify: Problem["classify"] = (images) => {
        calls++;
        for (const start = performance.now(); performance.now() - start < SLOW;);
        return toy.frozen.classify(images);
      };
      const attack = await (subject.strong ?? subject.quick)();
      // Never met, so that the attack goes on.
      const criterion: Criterion = {
        id: "never",
        aim: "leave",
        met: (logits: tf.Tensor2D) => tf.tidy(() => tf.zeros<tf.Rank.R1>([logits.shape[0]], "bool")),
      };
      const timer = setTimeout(() => controller.abort(), 0);
      await endOf(attack.perturb({ ...withClassifier(toy.problem, classify), criterion }, Random.seeded(1), controller.signal));
      clearTimeout(timer);
      demand(calls <= PATIENCE, `An abort due at once had no effect before call ${calls} of a classifier that takes ${SLOW} ms.`);
    },
  },
  {
    promise: "has no success on a constant classifier, and counts its zero gradients",
    check: async (subject) => {
      for (const connected of [true, false]) {
        using toy = toyProblem({ seed: 5, kind: "image", classifier: "smooth", classes: 3, rows: 3 });
        const classify: Problem["classify"] = (images) =>
          tf.tidy(() => {
            const constant = tf.tile(tf.tensor2d([[0, 2, 1]]), [images.shape[0], 1]);
            return connected ? tf.add(constant, tf.mul(0, tf.mean(images))) : constant;
          });
        const problem = {
          ...withClassifier(toy.problem, classify),
          labels: new Int32Array(3).fill(1),
          radius: new Float32Array(3).fill(0.3),
        };
        const seen = await outcomeOf(await subject.quick(), problem, Random.seeded(1));
        demand(!seen.success.includes(true), "Reported a success on a constant classifier.");
        demand(
          seen.gradients.every((gradients, row) => gradients === seen.zeroGradients[row]),
          `Of [${seen.gradients.join(", ")}] gradients, all zero, [${seen.zeroGradients.join(", ")}] were counted as zero.`,
        );
      }
    },
  },
];

/** How a run ended: `finished`, the code of a Fault, or the text of another error. */
async function endOf(run: Promise<Disposable>): Promise<string> {
  try {
    (await run)[Symbol.dispose]();
    return "finished";
  } catch (error) {
    return Fault.is(error) ? error.code : String(error);
  }
}
