import { FUSED, Random, type Attack, type Criterion, type Problem, type SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Keep } from "../src/attacks/method.ts";
import { projectedDescent } from "../src/attacks/projected-descent.ts";
import { L1 } from "../src/norms/l1.ts";
import { L2 } from "../src/norms/l2.ts";
import { LINF } from "../src/norms/linf.ts";
import { crossEntropyObjective } from "../src/objective.ts";
import { imageSpace } from "../src/space-image.ts";

beforeAll(() => tf.setBackend("cpu"));

const [ROWS, SIZE, CLASSES, ITERATIONS, RATE, EPSILON] = [40, 6, 6, 25, 0.05, 0.3] as const;
const random = Random.seeded(42);
const draw = random.fork("draw");
const weights = Array.from({ length: SIZE }, () => Array.from({ length: CLASSES }, () => Math.fround(3 * draw.normal())));
const images = Array.from({ length: ROWS }, () => Array.from({ length: SIZE }, () => Math.fround(draw.uniform())));

/** Logits that bend, so that the loss does not fall monotonically: ½ sin(4 · x · W). */
function logitsOf(x: readonly number[]): { logits: number[]; slopes: number[] } {
  const inner = weights[0]?.map((_, k) => x.reduce((sum, value, i) => sum + value * (weights[i]?.[k] as number), 0)) ?? [];
  return { logits: inner.map((value) => 0.5 * Math.sin(4 * value)), slopes: inner.map((value) => 2 * Math.cos(4 * value)) };
}

const labels = Int32Array.from(images, (x) => {
  const { logits } = logitsOf(x);
  return logits.indexOf(Math.max(...logits));
});

/**
 * Whether the first logit is above the second (a criterion that the loss does not follow), −cross-entropy,
 * and its gradient in the image, in double precision.
 */
function evaluate(x: readonly number[], label: number): { met: boolean; loss: number; gradient: number[] } {
  const { logits, slopes } = logitsOf(x);
  const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
  const pull = logits.map((z, k) => ((k === label ? 1 : 0) - Math.exp(z) / sum) * (slopes[k] as number));
  return {
    met: (logits[0] as number) > (logits[1] as number),
    loss: (logits[label] as number) - Math.log(sum),
    gradient: x.map((_, i) => pull.reduce((total, value, k) => total + value * (weights[i]?.[k] as number), 0)),
  };
}

/**
 * One sample, as the original experiments describe the attack: perturbation, clipped five times, Adam by
 * hand.
 */
function descendAlone(row: number, keep: Keep): { point: number[]; iteration: number } {
  const x = images[row] as number[];
  const label = labels[row] as number;
  const start = LINF.start(Random.seeded(9), Int32Array.of(row), [1, SIZE], Float32Array.of(EPSILON));
  let delta = [...start.dataSync()];
  start.dispose();
  const [m, v] = [x.map(() => 0), x.map(() => 0)];
  let [kept, best, iteration] = [x, Infinity, -1];
  for (let i = 0; ; i++) {
    for (let round = 0; round < 5; round++) {
      delta = delta.map((d, j) => Math.min(EPSILON, Math.max(-EPSILON, Math.max(-(x[j] as number), Math.min(1 - (x[j] as number), d)))));
    }
    const point = delta.map((d, j) => (x[j] as number) + d);
    const { met, loss, gradient } = evaluate(point, label);
    if (iteration < 0) kept = point;
    else if (loss < best && (keep === "lowest" || met)) [kept, best] = [point, loss];
    if (met && iteration < 0) {
      [iteration, best] = [i, loss];
      if (keep === "first") break;
    }
    if (i === ITERATIONS) break;
    const rate = (RATE * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1));
    for (const [j, g] of gradient.entries()) {
      m[j] = 0.9 * (m[j] as number) + 0.1 * g;
      v[j] = 0.999 * (v[j] as number) + 0.001 * g * g;
      delta[j] = (delta[j] as number) - (rate * m[j]) / (Math.sqrt(v[j]) + 1e-8);
    }
  }
  return { point: kept, iteration };
}

let problem: Problem & { free(): void };
beforeEach(() => {
  const matrix = tf.tensor2d(weights);
  const batch = tf.tensor4d(images.flat(), [ROWS, 1, SIZE, 1]);
  const space = imageSpace(batch);
  problem = {
    classify: (at) => tf.tidy(() => tf.mul(0.5, tf.sin(tf.mul(4, tf.matMul(tf.reshape<tf.Rank.R2>(at, [-1, SIZE]), matrix))))),
    space,
    labels,
    samples: Int32Array.from({ length: ROWS }, (_, row) => row),
    radius: new Float32Array(ROWS).fill(EPSILON),
    criterion: {
      id: "first above second",
      aim: "leave",
      met: (logits) => tf.tidy(() => tf.greater<tf.Tensor1D>(logits.gather(0, 1), logits.gather(1, 1))),
    },
    objective: crossEntropyObjective,
    free: () => {
      space[Symbol.dispose]();
      tf.dispose([matrix, batch]);
    },
  };
});
afterEach(() => problem.free());

const settings = { iterations: ITERATIONS, learningRate: RATE, scaling: "coordinate" } as const;
const signal = new AbortController().signal;

describe.each(["first", "best", "lowest"] as const)("keeping the %s", (keep) => {
  test("is the attack of the original experiments, sample by sample", async () => {
    using found = await projectedDescent("pgd", LINF, { ...settings, keep }).perturb(problem, Random.seeded(9), signal);
    const points = (await found.points.array()) as number[][][][];
    const expected = Array.from({ length: ROWS }, (_, row) => descendAlone(row, keep));
    expect([...found.iterations]).toEqual(expected.map(({ iteration }) => iteration));
    expect(found.iterations.some((iteration) => iteration > 0)).toBe(true);
    for (const [row, { point }] of expected.entries()) {
      // Oscillating logits amplify rounding: 1e-7 becomes at most 1e-3 in 25 steps.
      for (const [j, value] of point.entries()) expect(Math.abs((points[row]?.[0]?.[j]?.[0] as number) - value)).toBeLessThan(1e-3);
    }
  });
});

test("the two ways to run through differ: a lower loss need not meet the criterion", () => {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  expect(
    rows.filter((row) => String(descendAlone(row, "best").point) !== String(descendAlone(row, "lowest").point)).length,
  ).toBeGreaterThan(0);
});

test("solved samples leave the batch: as many evaluations as the first successes need", async () => {
  let evaluated = 0;
  const counting: Problem = { ...problem, classify: (at) => ((evaluated += at.shape[0]), problem.classify(at)) };
  using found = await projectedDescent("pgd", LINF, { ...settings, keep: "first" }).perturb(counting, Random.seeded(9), signal);
  const needed = found.iterations.reduce((sum, iteration) => sum + 1 + (iteration < 0 ? ITERATIONS : iteration), 0);
  expect(evaluated).toBe(needed);
  expect(needed).toBeLessThan(ROWS * (ITERATIONS + 1));
});

/**
 * Runs all iterations for all samples, and keeps what the criterion says of every look, and where it was
 * made.
 */
async function runWhole(attack: Attack): Promise<{ looks: { points: Float32Array; met: Uint8Array }[]; gradients: number }> {
  const looks: { points: Float32Array; met: Uint8Array }[] = [];
  const seen: { points: Float32Array }[] = [];
  const space: SearchSpace = {
    ...problem.space,
    render: (points) => {
      seen.push({ points: Float32Array.from(points.dataSync()) });
      return problem.space.render(points);
    },
  };
  const watched: Criterion = {
    id: "watched",
    aim: "leave",
    met: (logits, labels) => {
      const met = Uint8Array.from(tf.tidy(() => problem.criterion.met(logits, labels).dataSync()));
      looks.push({ points: (seen.at(-1) as { points: Float32Array }).points, met });
      return never(logits);
    },
  };
  using proposal = await attack.perturb({ ...problem, space, criterion: watched }, Random.seeded(9), signal);
  return { looks, gradients: proposal.gradients.reduce((sum, count) => sum + count, 0) };
}

test.each([L1, L2, LINF])(
  "finds under $name, byte for byte, what it would find if no sample left the batch, with fewer gradients",
  async (norm) => {
    const attack = projectedDescent("pgd", norm, { ...settings, scaling: norm === LINF ? "coordinate" : "row", keep: "first" });
    using found = await attack.perturb(problem, Random.seeded(9), signal);
    const { looks, gradients } = await runWhole(attack);
    expect(looks).toHaveLength(ITERATIONS + 1);
    const first = Int32Array.from(problem.labels, (_, row) => looks.findIndex(({ met }) => met[row] === 1));
    expect(found.iterations).toEqual(first);
    const expected = Array.from(first, (look, row) => [...(looks.at(look)?.points.subarray(row * SIZE, (row + 1) * SIZE) ?? [])]);
    expect([...found.points.dataSync()]).toEqual(expected.flat());
    // A sample that succeeds at look i has had i + 1 gradients, but for the last look, which has none.
    expect([...found.gradients]).toEqual(Array.from(first, (look) => (look < 0 ? ITERATIONS : Math.min(ITERATIONS, look + 1))));
    expect(gradients).toBe(ROWS * ITERATIONS);
    expect(new Set(first).size).toBeGreaterThan(3);
  },
);

test.each(["first", "best"] as const)("says whose loss has not fallen (keeping the %s)", async (keep) => {
  const at = async (iterations: number, learningRate: number): Promise<Float32Array> => {
    const attack = projectedDescent("pgd", LINF, { ...settings, iterations, learningRate, keep: "best" });
    using found = await attack.perturb({ ...problem, criterion: { id: "never", aim: "leave", met: never } }, Random.seeded(9), signal);
    return tf.tidy(() =>
      crossEntropyObjective.loss(problem.classify(problem.space.render(found.points)), tf.tensor1d(problem.labels, "int32")).dataSync(),
    ) as Float32Array;
  };
  // Steps of this size overshoot now and then.
  const [before, after] = [await at(0, 1), await at(3, 1)];
  const attack = projectedDescent("pgd", LINF, { ...settings, iterations: 3, learningRate: 1, keep });
  using found = await attack.perturb({ ...problem, criterion: { id: "never", aim: "leave", met: never } }, Random.seeded(9), signal);
  expect(Array.from(found.stalled ?? [], (stalled) => stalled === 0)).toEqual(
    Array.from(after, (loss, row) => loss < (before[row] as number)),
  );
  expect(new Set(found.stalled)).toEqual(new Set([0, 1]));
});

test("reads nothing back before the end of a run through, and small tensors alone where it stops", async () => {
  const backend = tf.backend();
  const sizes: number[] = [];
  const count = async (keep: Keep, iterations: number): Promise<number[]> => {
    sizes.length = 0;
    const attack = projectedDescent("pgd", LINF, { ...settings, iterations, keep });
    (await attack.perturb({ ...problem, criterion: { id: "never", aim: "leave", met: never } }, Random.seeded(9), signal))[
      Symbol.dispose
    ]();
    return [...sizes];
  };
  const read = backend.read.bind(backend);
  backend.read = (id) => {
    const values = backend.readSync(id);
    sizes.push(values.length);
    return Promise.resolve(values);
  };
  try {
    expect(await count("best", 5)).toEqual([ROWS, ROWS, ROWS]);
    expect(await count("best", 20)).toEqual([ROWS, ROWS, ROWS]);
    // Flags of every look, and the loss of the first and the last.
    expect(await count("first", 5)).toEqual([2 * ROWS, ROWS, ...Array.from({ length: 4 }, () => 2 * ROWS), ROWS, ROWS]);
  } finally {
    backend.read = read;
  }
});

test("a fused step of the backend is given all it needs: the same points as without", async () => {
  const attack = projectedDescent("pgd", LINF, { ...settings, keep: "best" });
  using plain = await attack.perturb(problem, Random.seeded(9), signal);
  let steps = 0;
  tf.registerKernel({
    kernelName: FUSED.adamProject,
    backendName: "cpu",
    kernelFunc: ({ inputs, attrs }) => {
      steps++;
      return fusedByHand(inputs as Record<string, tf.Tensor>, attrs as unknown as { learningRate: number; step: number });
    },
  });
  try {
    using fused = await attack.perturb(problem, Random.seeded(9), signal);
    expect(steps).toBe(ITERATIONS);
    expect([...fused.iterations]).toEqual([...plain.iterations]);
    const [a, b] = [await fused.points.data(), await plain.points.data()];
    for (const [i, value] of a.entries()) expect(Math.abs(value - (b[i] as number))).toBeLessThan(1e-3);
  } finally {
    tf.unregisterKernel(FUSED.adamProject, "cpu");
  }
});

function never(logits: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.zeros<tf.Rank.R1>([logits.shape[0]], "bool"));
}

/** The fused kernel as its contract states it, number by number. */
function fusedByHand(inputs: Record<string, tf.Tensor>, { learningRate, step }: { learningRate: number; step: number }): tf.TensorInfo[] {
  const read = (name: string): Float32Array => tf.backend().readSync((inputs[name] as tf.Tensor).dataId) as Float32Array;
  const [points, g, m, v] = [read("points"), read("g"), read("m"), read("v")];
  const [origin, lower, upper, radius] = [read("origin"), read("lower"), read("upper"), read("radius")];
  const rate = (learningRate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
  const first = m.map((value, i) => 0.9 * value + 0.1 * (g[i] as number));
  const second = v.map((value, i) => 0.999 * value + 0.001 * (g[i] as number) ** 2);
  const next = points.map((value, i) => {
    const [centre, reach] = [origin[i] as number, radius[Math.floor(i / SIZE)] as number];
    const moved = value - (rate * (first[i] as number)) / (Math.sqrt(second[i] as number) + 1e-8);
    return Math.min(Math.min(upper[0] as number, centre + reach), Math.max(Math.max(lower[0] as number, centre - reach), moved));
  });
  const { shape } = inputs["points"] as tf.Tensor;
  return [next, first, second].map((values) => ({ dataId: tf.backend().write(values, shape, "float32"), shape, dtype: "float32" }));
}
