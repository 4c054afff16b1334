import type { Attack, Criterion, Norm, Problem, Proposal } from "@disentangle/core";
import { Random } from "@disentangle/core";
import { adamStep, iterate, L1, L2, LINF, projectedDescent, startInBall, towards, type Method } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { attackLaws, type AttackSubject } from "../src/attack.ts";

beforeAll(() => tf.setBackend("cpu"));

/** What a mutant does in place of the sound attack. */
type Perturb = (sound: Attack, ...task: Parameters<Attack["perturb"]>) => Promise<Proposal>;

const settings = { keep: "best", scaling: "row" } as const;

function subject(perturb: Perturb, norm: Norm = L2): AttackSubject {
  const make = (iterations: number, learningRate: number): Attack => {
    const sound = projectedDescent("sound", norm, { iterations, learningRate, ...settings });
    return { ...sound, perturb: (...task) => perturb(sound, ...task) };
  };
  return { quick: () => make(8, 0.1), strong: () => make(120, 0.03) };
}

/** Checks every law and names those that were broken. */
async function broken(mutant: AttackSubject, laws = attackLaws): Promise<string[]> {
  const promises: string[] = [];
  for (const law of laws) {
    await law.check(mutant).catch((error: unknown) => promises.push(`${law.promise}: ${String(error)}`));
  }
  return promises;
}

const law = (words: string): typeof attackLaws => {
  const found = attackLaws.filter(({ promise }) => promise.includes(words));
  expect(found).toHaveLength(1);
  return found;
};

const never: Criterion = {
  id: "never",
  aim: "leave",
  met: (logits: tf.Tensor2D) => tf.tidy(() => tf.zeros<tf.Rank.R1>([logits.shape[0]], "bool")),
};

/** Adam from a random start, with nothing that holds the points back. */
const unprojected: Perturb = (_sound, problem, random, signal) => {
  const method: Method<{ points: tf.Tensor; m: tf.Tensor; v: tf.Tensor }> = {
    iterations: 8,
    keep: "best",
    start: ({ space }) => {
      const points = tf.add(space.origin, L2.start(random, problem.samples, space.origin.shape, problem.radius));
      return { points, m: tf.zerosLike(points), v: tf.zerosLike(points) };
    },
    points: (state) => state.points,
    step: ({ points, m, v }, { gradient }, iteration) => {
      const [next, first, second] = adamStep(points, gradient, m, v, {
        learningRate: 0.1,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        decay: 0,
        step: iteration + 1,
      });
      return { points: next, m: first, v: second };
    },
  };
  return iterate(problem, method, signal);
};

/** The last iterate under the counts of the best one. */
const forgetful: Perturb = async (sound, problem, random, signal) => {
  using kept = await sound.perturb(problem, random, signal);
  const last = await sound.perturb({ ...problem, criterion: never }, random, signal);
  return { ...last, iterations: kept.iterations, forwards: last.forwards.map((count, row) => count + (kept.forwards[row] as number)) };
};

const reversed = (space: Problem["space"]): Problem["space"] => ({ ...space, select: (rows) => reversed(space.select(rows.toReversed())) });

const MUTANTS: readonly [name: string, perturb: Perturb, breaks: string, seen: RegExp][] = [
  ["skips the projection", unprojected, "inside the box", /outside the box by|beyond its radius/],
  ["does not keep the best iterate", forgetful, "reports an iteration exactly", /criterion is not met at its point/],
  [
    "takes one success for the whole batch's",
    (sound, problem, ...rest) => {
      const met: Problem["criterion"]["met"] = (logits, labels) =>
        tf.tidy(() => tf.logicalOr(problem.criterion.met(logits, labels), tf.any(problem.criterion.met(logits, labels))));
      return sound.perturb({ ...problem, criterion: { id: "any", aim: "leave", met } }, ...rest);
    },
    "reports an iteration exactly",
    /criterion is not met at its point/,
  ],
  [
    "draws by place in the batch, not by sample",
    (sound, problem, ...rest) => sound.perturb({ ...problem, samples: problem.samples.map((_, place) => place) }, ...rest),
    "permuting or splitting",
    /ends elsewhere/,
  ],
  [
    "mixes up rows when solved ones leave",
    (_sound, problem, ...rest) => stopping.perturb({ ...problem, space: reversed(problem.space) }, ...rest),
    "permuting or splitting",
    /ends elsewhere/,
  ],
  [
    "draws without the seed",
    (sound, problem, _random, signal) => sound.perturb(problem, Random.seeded(Math.random()), signal),
    "the same seed",
    /ends elsewhere/,
  ],
  [
    "climbs where it should descend",
    (sound, problem, ...rest) => sound.perturb({ ...problem, objective: towards(problem.objective) }, ...rest),
    "linear classifiers",
    /fails at radius 1.01/,
  ],
  [
    "ignores the target",
    (sound, problem, ...rest) => sound.perturb({ ...problem, objective: towards(problem.objective) }, ...rest),
    "towards a target",
    /do not reach their target/,
  ],
  [
    "writes to its labels",
    async (sound, problem, ...rest) => {
      const proposal = await sound.perturb(problem, ...rest);
      problem.labels.reverse();
      (problem.labels[0] as number)++;
      return proposal;
    },
    "does not write",
    /changed `labels`/,
  ],
  [
    "leaks a tensor",
    (sound, ...task) => {
      tf.scalar(1);
      return sound.perturb(...task);
    },
    "frees every tensor",
    /1 tensors were left/,
  ],
  [
    "ignores an abort",
    (sound, problem, random) => sound.perturb(problem, random, new AbortController().signal),
    "within one iteration",
    /times after the abort/,
  ],
  [
    "holds on to the event loop",
    (sound, problem, ...rest) => {
      for (let i = 0; i < 60; i++) problem.classify(problem.space.origin as tf.Tensor4D).dispose();
      return sound.perturb(problem, ...rest);
    },
    "event loop",
    /had no effect before call/,
  ],
  [
    "does not count zero gradients",
    async (sound, ...task) => {
      const proposal = await sound.perturb(...task);
      return { ...proposal, zeroGradients: proposal.zeroGradients.fill(0) };
    },
    "constant classifier",
    /\[0, 0, 0\] were counted as zero/,
  ],
  [
    "counts its forward passes wrongly",
    async (sound, ...task) => {
      const proposal = await sound.perturb(...task);
      return { ...proposal, forwards: proposal.forwards.map((count) => count + 1) };
    },
    "counts that add up",
    /forward passes, but/,
  ],
];

const stopping = projectedDescent("stopping", L2, { iterations: 8, learningRate: 0.1, keep: "first", scaling: "row" });

/** Twice L∞: a norm of one's own. */
const doubled: Norm = {
  id: "doubled",
  name: "2 L∞",
  of: (delta) => tf.tidy(() => tf.mul(LINF.of(delta), 2)),
  distance: (...call) => 2 * LINF.distance(...call),
  project: (delta, radius) => tf.tidy(() => LINF.project(delta, tf.mul(radius, 0.5))),
  start: (random, samples, shape, radius) =>
    startInBall(random, samples, shape, radius, (direction) => 2 * direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
};

describe("the laws of attacks", () => {
  test.each([L1, L2, LINF, doubled])("hold for projected descent under $name", async (norm) => {
    expect(await broken(subject((sound, ...task) => sound.perturb(...task), norm))).toEqual([]);
  });

  test.each(MUTANTS)("catch an attack that %s", async (_name, perturb, breaks, seen) => {
    expect(await broken(subject(perturb), law(breaks))).toEqual([expect.stringMatching(seen)]);
  });

  test("catch an attack that names another norm than it keeps to", async () => {
    const mutant = subject((sound, ...task) => sound.perturb(...task), LINF);
    const renamed: AttackSubject = { quick: async () => ({ ...(await mutant.quick()), norm: L1 }) };
    expect(await broken(renamed, law("inside the box"))).toEqual([expect.stringMatching(/beyond its radius/)]);
  });
});
