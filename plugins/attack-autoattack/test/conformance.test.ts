import { testAttack, testPlugin } from "@disentangle/conformance";
import { ATTACK_OF, partOf, Random, type Attack, type AttackChoice, type Scope } from "@disentangle/core";
import { imageSpace, LINF, marginObjective, misclassified, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import plugin from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Gives every part that attack, and notes what was asked for. */
function scopeWith(part: (choice: AttackChoice) => Attack, asked: AttackChoice[] = []): Partial<Scope> {
  return {
    get: (token) => {
      expect(token).toBe(ATTACK_OF);
      return ((choice: AttackChoice) => {
        asked.push(choice);
        return Promise.resolve(part(choice));
      }) as never;
    },
  };
}

const descent = (iterations: number, learningRate: number): Attack =>
  projectedDescent("part", LINF, { iterations, learningRate, keep: "first", scaling: "coordinate" });

/** As FAB: it may leave the ball. */
const unbounded = (inner: Attack): Attack => ({ ...inner, bounded: false });

function make(version: string, iterations: number, learningRate: number): () => Promise<Attack> {
  const part = ({ id }: AttackChoice): Attack =>
    id === "fab" ? unbounded(descent(iterations, learningRate)) : descent(iterations, learningRate);
  return () => partOf(plugin, "attack", { version }, scopeWith(part));
}

describe.each(["standard", "rand"])("%s", (version) => {
  testAttack("autoattack", { quick: make(version, 4, 0.05), strong: make(version, 120, 0.02) });
});

testPlugin(plugin, {
  kind: "attack",
  id: "autoattack",
  refused: [{ norm: "l0" }, { version: "custom" }, { queries: 0 }],
  accepted: [{ version: "plus", norm: "l2" }],
});

test("asks for the attacks of its version, in their order, and names them beforehand", async () => {
  const asked: AttackChoice[] = [];
  const part = (): Attack => descent(1, 0.1);
  await partOf(plugin, "attack", {}, scopeWith(part, asked));
  expect(asked.map(({ id, options }) => `${id} ${JSON.stringify(options["loss"] ?? options["norm"])}`)).toEqual([
    'apgd-linf "cross-entropy"',
    'apgd-linf "targeted-dlr"',
    'fab "linf"',
    'square "linf"',
    'fab "linf"',
  ]);
  const { options } = plugin.offers[0]?.configure({}) ?? {};
  expect(plugin.offers[0]?.attacks?.(options ?? null)).toEqual(asked);
});

test("looks at all classes besides in its version plus, and goes towards single ones last", async () => {
  const asked: AttackChoice[] = [];
  await partOf(
    plugin,
    "attack",
    { version: "plus", norm: "l2" },
    scopeWith(() => descent(1, 0.1), asked),
  );
  expect(asked.map(({ id, options }) => [id, options["loss"] ?? options["targeted"], options["restarts"]])).toEqual([
    ["apgd-l2", "cross-entropy", undefined],
    ["apgd-l2", "dlr", undefined],
    ["fab", false, 5],
    ["square", undefined, undefined],
    ["apgd-l2", "targeted-dlr", undefined],
    ["fab", undefined, undefined],
    ["fab", undefined, undefined],
  ]);
});

test("names a short FAB for the smallest radii, in its own norm; none where the classifier draws noise", async () => {
  const part = ({ id, options }: AttackChoice): Attack => ({ ...descent(1, 0.1), id: `${id} ${JSON.stringify(options)}` });
  const named = async (options: object): Promise<string | undefined> =>
    (await partOf(plugin, "attack", options, scopeWith(part))).minimumNorm?.id;
  expect(await named({ norm: "l1" })).toBe('fab {"norm":"l1","iterations":30,"targets":3}');
  expect(await named({ iterations: 5 })).toBe('fab {"norm":"linf","iterations":5,"targets":3}');
  expect(await named({ version: "rand" })).toBeUndefined();
});

test("gives each part what the others have left, and tells which found what", async () => {
  // Logits (0.1, x): labels 0 stay where x is below 0.1. The parts put x at 0.3, 0.9 and 0.2 where they are
  // asked to.
  const images = tf.tensor4d([0, 0.01, 0.02, 0.03], [4, 1, 1, 1]);
  using space = imageSpace(images);
  images.dispose();
  const seen: number[][] = [];
  /** Moves the rows of those samples to a value, and the others nowhere. */
  const mover = (samples: readonly number[], value: number, bounded: boolean): Attack => ({
    id: "mover",
    norm: LINF,
    bounded,
    perturb(problem) {
      seen.push([...problem.samples]);
      const moved = Array.from(problem.samples, (sample) => samples.includes(sample));
      const origin = problem.space.origin.dataSync();
      const points = tf.tensor4d(
        moved.map((flag, row) => (flag ? value : (origin[row] as number))),
        [moved.length, 1, 1, 1],
      );
      const counts = { gradients: new Int32Array(moved.length), zeroGradients: new Int32Array(moved.length) };
      return Promise.resolve({
        ...counts,
        points,
        iterations: Int32Array.from(moved, (flag) => (flag ? 0 : -1)),
        forwards: new Int32Array(moved.length).fill(1),
        [Symbol.dispose]: () => points.dispose(),
      });
    },
  });
  const parts = [mover([7], 0.3, true), mover([], 0, true), mover([7, 8, 9], 0.9, false), mover([8], 0.2, true)];
  let next = 0;
  const attack = await partOf(
    plugin,
    "attack",
    {},
    scopeWith(() => parts[next++] as Attack),
  );
  using proposal = await attack.perturb(
    {
      classify: (at) =>
        tf.tidy(() => tf.concat<tf.Tensor2D>([tf.mul<tf.Tensor2D>(tf.ones([at.shape[0], 1]), 0.1), tf.reshape(at, [-1, 1])], 1)),
      space,
      labels: new Int32Array(4),
      samples: Int32Array.of(6, 7, 8, 9),
      radius: Float32Array.of(0.5, 0.5, 0.5, 1),
      criterion: misclassified,
      objective: marginObjective(),
    },
    Random.seeded(1),
    new AbortController().signal,
  );
  expect(seen).toEqual([
    [6, 7, 8, 9],
    [6, 8, 9],
    [6, 8, 9],
    [6, 8],
  ]);
  expect(proposal.parts).toEqual({ names: ["apgd-ce", "apgd-t", "fab-t", "square"], found: Int32Array.of(-1, 0, 3, 2) });
  expect([...proposal.iterations]).toEqual([-1, 0, 3, 2]);
  expect([...proposal.forwards]).toEqual([4, 1, 4, 3]);
  // What lay beyond the radius of 8 was not taken.
  expect([...proposal.points.dataSync()].map((value) => Number(value.toFixed(2)))).toEqual([0, 0.3, 0.2, 0.9]);
});
