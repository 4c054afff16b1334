import { Random, type Attack, type Problem } from "@disentangle/core";
import * as fc from "fast-check";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { outcomeOf, rowsOf, sameBytes, type AttackOutcome } from "./attack-outcome.ts";
import type { AttackSubject } from "./subject.ts";
import { problemRows, recipes, SETTINGS, toyProblem, withClassifier, type Recipe, type Toy } from "./toy-problem.ts";

/** What an invariant sees of one toy problem. */
interface Case extends Toy {
  readonly attack: Attack;
  readonly recipe: Recipe;
}

/** A law that must hold on every toy problem. */
function everywhere(promise: string, check: (one: Case) => Promise<void>, runs: number): Law<AttackSubject> {
  return {
    promise,
    check: (subject) =>
      fc.assert(
        fc.asyncProperty(recipes, async (recipe) => {
          using toy = toyProblem(recipe);
          await check({
            problem: toy.problem,
            frozen: toy.frozen,
            attack: await subject.quick(),
            recipe,
            [Symbol.dispose]: () => undefined,
          });
        }),
        { ...SETTINGS, numRuns: runs },
      ),
  };
}

/** Float error of points and norms: 1e-5 of the radius and 1e-6. */
const tolerance = (radius: number): number => 1e-5 * radius + 1e-6;

/** Promises that hold for any attack, however hard it tries. */
export const invariantLaws: readonly Law<AttackSubject>[] = [
  everywhere(
    "proposes finite points inside the box and, if it is bounded, the ball, whatever the radius",
    async ({ attack, problem, recipe }) => {
      const { points } = await outcomeOf(attack, problem, Random.seeded(recipe.seed));
      const { origin, lower, upper } = problem.space;
      const [origins, least, most] = [rowsOf(origin), rowsOf(lower, origin.shape), rowsOf(upper, origin.shape)];
      for (const [row, point] of points.entries()) {
        const [start, low, high] = [origins[row], least[row], most[row]] as [Float32Array, Float32Array, Float32Array];
        demand(point.every(Number.isFinite), `Row ${row} holds ${point.find((value) => !Number.isFinite(value))}.`);
        const outside = Math.max(...Array.from(point, (value, i) => Math.max((low[i] as number) - value, value - (high[i] as number))));
        demand(outside <= 1e-6, `Row ${row} lies outside the box by ${outside}.`);
        const [length, radius] = [attack.norm.distance(point, start, 0, point.length), problem.radius[row] as number];
        demand(
          !attack.bounded || length <= radius + tolerance(radius),
          `Row ${row} has norm ${length} (${attack.norm.name}), beyond its radius ${radius}.`,
        );
        demand(!attack.bounded || radius > 0 || sameBytes(point, start), `Row ${row} moved, though its radius is zero.`);
      }
    },
    14,
  ),
  everywhere(
    "reports an iteration exactly where the criterion is met at the point it proposes, and counts that add up",
    async ({ attack, problem, frozen, recipe }) => {
      let calls = 0;
      const counted = (images: tf.Tensor4D): tf.Tensor2D => {
        calls += images.shape[0];
        return frozen.classify(images);
      };
      const proposal = await attack.perturb(withClassifier(problem, counted), Random.seeded(recipe.seed), new AbortController().signal);
      const spent = proposal.forwards.reduce((sum, count) => sum + count, 0);
      proposal[Symbol.dispose]();
      demand(spent === calls, `Reported ${spent} forward passes, but ${calls} rows were classified.`);
      const seen = await outcomeOf(attack, problem, Random.seeded(recipe.seed));
      for (const [row, success] of seen.success.entries()) {
        const [iteration, gradients, forwards, zeros] = countsOf(seen, row);
        demand(
          iteration >= 0 === success,
          `Row ${row} reports iteration ${iteration}, but the criterion is ${success ? "" : "not "}met at its point.`,
        );
        demand(iteration < forwards, `Row ${row} reports iteration ${iteration} after ${forwards} forward passes.`);
        demand(
          zeros >= 0 && zeros <= gradients && gradients <= forwards,
          `Row ${row} counts ${zeros} zero gradients of ${gradients}, ${forwards} forwards.`,
        );
      }
    },
    14,
  ),
  everywhere(
    "treats every sample alike in any batch: permuting or splitting the batch permutes the result",
    async ({ attack, problem, recipe }) => {
      const whole = await outcomeOf(attack, problem, Random.seeded(recipe.seed));
      const order = [...Random.seeded(recipe.seed + 1).permutation(recipe.rows)];
      const cut = Math.ceil(recipe.rows / 2);
      for (const part of [order.slice(0, cut), order.slice(cut)].filter((rows) => rows.length > 0)) {
        const half = problemRows(problem, part);
        using _ = half.space;
        demandSame(whole, part, await outcomeOf(attack, half, Random.seeded(recipe.seed)));
      }
    },
    10,
  ),
  everywhere(
    "the same seed gives the same bytes, and the random stream it is given is not drawn from",
    async ({ attack, problem, recipe }) => {
      const random = Random.seeded(recipe.seed);
      const once = await outcomeOf(attack, problem, random);
      demandSame(once, [...once.points.keys()], await outcomeOf(attack, problem, random));
    },
    5,
  ),
  everywhere(
    "does not write to its inputs",
    async ({ attack, problem, recipe }) => {
      const before = inputsOf(problem);
      await outcomeOf(attack, problem, Random.seeded(recipe.seed));
      for (const [name, values] of Object.entries(inputsOf(problem))) {
        demand(
          values.every((value, i) => Object.is(value, before[name]?.[i])),
          `The attack changed \`${name}\` of its problem.`,
        );
      }
    },
    4,
  ),
  everywhere(
    "frees every tensor it makes, but the proposal",
    async ({ attack, problem, recipe }) => {
      const before = tf.memory().numTensors;
      const proposal = await attack.perturb(problem, Random.seeded(recipe.seed), new AbortController().signal);
      proposal[Symbol.dispose]();
      const left = tf.memory().numTensors - before;
      demand(left === 0, `${left} tensors were left behind.`);
    },
    5,
  ),
];

/** Demands that rows of one outcome are byte for byte the whole of another. */
function demandSame(whole: AttackOutcome, rows: readonly number[], part: AttackOutcome): void {
  for (const [position, row] of rows.entries()) {
    demand(
      sameBytes(whole.points[row] as Float32Array, part.points[position] as Float32Array),
      `Row ${row} ends elsewhere when it is attacked again at position ${position} of [${rows.join(", ")}].`,
    );
    const [before, after] = [countsOf(whole, row), countsOf(part, position)];
    demand(before.join() === after.join(), `Row ${row} counts [${before.join(", ")}], attacked again [${after.join(", ")}].`);
  }
}

/** Iteration, gradients, forwards and zero gradients of a row. */
function countsOf(outcome: AttackOutcome, row: number): [iteration: number, gradients: number, forwards: number, zeros: number] {
  const { iterations, gradients, forwards, zeroGradients } = outcome;
  return [iterations[row] as number, gradients[row] as number, forwards[row] as number, zeroGradients[row] as number];
}

function inputsOf({ space, labels, samples, radius }: Problem): Record<string, number[]> {
  const [origin, lower, upper] = [space.origin, space.lower, space.upper].map((tensor) => [...tensor.dataSync()]) as [
    number[],
    number[],
    number[],
  ];
  return { origin, lower, upper, labels: [...labels], samples: [...samples], radius: [...radius] };
}
