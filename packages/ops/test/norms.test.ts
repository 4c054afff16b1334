import { Random, type Norm } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { projectPoints } from "../src/attacks/project.ts";
import { flat } from "../src/flat.ts";
import { L1 } from "../src/norms/l1.ts";
import { L2 } from "../src/norms/l2.ts";
import { LINF } from "../src/norms/linf.ts";
import { projectL1 } from "../src/norms/project-l1.ts";
import { rowNorms } from "../src/norms/row-norms.ts";
import { startInBall } from "../src/norms/start-in-ball.ts";

beforeAll(() => tf.setBackend("cpu"));

const NORMS = [
  { ...L1, p: 1 },
  { ...L2, p: 2 },
  { ...LINF, p: Infinity },
] as const;
// Eighths, which float32 holds exactly and which tie often.
const value = fc.integer({ min: -24, max: 24 }).map((eighths) => eighths / 8);
const row = fc.array(value, { minLength: 6, maxLength: 6 });

/** ‖row‖ₚ in double precision. */
function length(values: readonly number[], norm: number): number {
  if (norm === 1) return values.reduce((sum, x) => sum + Math.abs(x), 0);
  return norm === 2 ? Math.hypot(...values) : Math.max(...values.map(Math.abs));
}

/** The projection onto the L1 ball by sorting (Duchi et al. 2008, Figure 1), in double precision. */
function sorted1Projection(values: readonly number[], radius: number): number[] {
  if (length(values, 1) <= radius) return [...values];
  const magnitudes = values.map(Math.abs).toSorted((a, b) => b - a);
  let [sum, threshold] = [0, 0];
  for (const [i, magnitude] of magnitudes.entries()) {
    sum += magnitude;
    if (magnitude - (sum - radius) / (i + 1) > 0) threshold = (sum - radius) / (i + 1);
  }
  return values.map((x) => Math.sign(x) * Math.max(Math.abs(x) - threshold, 0));
}

async function rows(tensor: tf.Tensor): Promise<number[][]> {
  const values = [...(await tensor.data())];
  const size = values.length / tensor.shape[0];
  tensor.dispose();
  return Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));
}

describe.each(NORMS)("$name", ({ p, ...norm }) => {
  test("its projection lands inside, leaves what is inside alone, and is idempotent", async () => {
    await fc.assert(
      fc.asyncProperty(row, fc.double({ min: 0, max: 6, noNaN: true }), async (values, radius) => {
        const project = (from: readonly number[]): Promise<number[][]> =>
          rows(tf.tidy(() => norm.project(tf.tensor2d([...from], [1, 6]), tf.tensor1d([radius]))));
        const [once = []] = await project(values);
        expect(length(once, p)).toBeLessThanOrEqual(radius * (1 + 1e-6) + 1e-30);
        const [twice = []] = await project(once);
        for (const [i, x] of twice.entries()) expect(x).toBeCloseTo(once[i] as number, 6);
        if (length(values, p) <= radius * (1 - 1e-6)) expect(once).toEqual(values.map(Math.fround));
      }),
      {
        numRuns: 60,
        examples: [
          [[0, 0, 0, 0, 0, 0], 0],
          [[1, 0, 0, 0, 0, 0], 0],
        ],
      },
    );
  });

  test("its projection finds no nearer point of the ball among random ones", async () => {
    await fc.assert(
      fc.asyncProperty(row, row, fc.double({ min: 0.1, max: 3, noNaN: true }), async (values, other, radius) => {
        const shrink = Math.min(1, radius / (length(other, p) + 1e-12));
        const rival = other.map((x) => x * shrink);
        const [nearest = []] = await rows(tf.tidy(() => norm.project(tf.tensor2d(values, [1, 6]), tf.tensor1d([radius]))));
        const distance = (to: readonly number[]): number => Math.hypot(...to.map((x, i) => x - (values[i] as number)));
        expect(distance(nearest)).toBeLessThanOrEqual(distance(rival) + 1e-5);
      }),
      { numRuns: 60 },
    );
  });

  test("starts at a normal direction and a uniform fraction of the radius, each row from its own stream", async () => {
    const samples = Int32Array.from({ length: 400 }, (_, i) => i);
    const radius = new Float32Array(400).fill(0.3);
    const start = norm.start(Random.seeded(7), samples, [400, 28, 28, 1], radius);
    const fractions = await rows(norm.of(start));
    const mean = fractions.flat().reduce((sum, x) => sum + x, 0) / 400;
    expect(Math.max(...fractions.flat())).toBeLessThan(0.3 * (1 + 1e-5));
    expect(mean).toBeCloseTo(0.15, 1);
    const alone = norm.start(Random.seeded(7), Int32Array.of(31), [1, 28, 28, 1], Float32Array.of(0.3));
    expect(await rows(alone)).toEqual([(await rows(start))[31]]);
  });

  test("measures rows on the host as in double precision", () => {
    fc.assert(
      fc.property(row, row, (values, origin) => {
        const [whole, from] = [Float32Array.of(9, ...values, 9), Float32Array.of(0, ...origin, 0)];
        const changes = values.map((x, i) => x - (origin[i] as number));
        expect(norm.distance(whole, from, 1, 7)).toBeCloseTo(length(changes, p), 12);
      }),
    );
  });
});

test("the L∞ start has the mean size of the original experiments: |δ| 0.035 and L2 1.23 at D = 784, 0.075 and 0.22 at D = 6", async () => {
  for (const [size, mean, l2] of [
    [784, 0.035, 1.23],
    [6, 0.075, 0.22],
  ] as const) {
    const samples = Int32Array.from({ length: 3000 }, (_, i) => i);
    const start = LINF.start(Random.seeded(1), samples, [3000, size], new Float32Array(3000).fill(0.3));
    const [measured, lengths] = tf.tidy(() => [
      tf.mean(tf.abs(start)).arraySync() as number,
      tf.mean(rowNorms(start).l2).arraySync() as number,
    ]);
    start.dispose();
    expect(Math.abs(measured / mean - 1)).toBeLessThan(0.05);
    expect(Math.abs(lengths / l2 - 1)).toBeLessThan(0.05);
  }
});

test("the L1 projection by bisection equals the one by sorting, also in 784 dimensions", async () => {
  const stream = Random.seeded(3);
  for (const [size, radius] of [
    [784, 10],
    [784, 0.01],
    [5, 1],
    [1, 0.25],
  ] as const) {
    const values = Array.from({ length: size }, () => Math.fround(stream.normal()));
    const [found = []] = await rows(tf.tidy(() => L1.project(tf.tensor2d(values, [1, size]), tf.tensor1d([radius]))));
    const expected = sorted1Projection(values, radius);
    for (const [i, x] of found.entries()) expect(Math.abs(x - (expected[i] as number))).toBeLessThan(2e-6);
  }
});

test("the L1 projection cut with a box meets the optimality conditions: no exchange between two coordinates comes nearer", async () => {
  await fc.assert(
    fc.asyncProperty(
      row,
      fc.array(
        fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
        { minLength: 6, maxLength: 6 },
      ),
      fc.double({ min: 0.05, max: 3, noNaN: true }),
      async (values, reach, radius) => {
        const [found = []] = await rows(
          tf.tidy(() => projectL1(tf.tensor2d(values, [1, 6]), tf.tensor1d([radius]), tf.tensor2d(reach, [1, 6]))),
        );
        expect(length(found, 1)).toBeLessThanOrEqual(radius * (1 + 1e-6));
        // Shortfall |δᵢ| − |uᵢ|: equal (λ) where strictly between 0 and the reach, at most λ at 0, at least λ
        // at the reach.
        const shortfall = found.map((x, i) => Math.abs(values[i] as number) - Math.abs(x));
        const free = found.flatMap((x, i) => (x !== 0 && Math.abs(x) < (reach[i] as number) - 1e-6 ? [shortfall[i] as number] : []));
        const threshold = free[0] ?? 0;
        for (const s of free) expect(s).toBeCloseTo(threshold, 5);
        if (free.length > 0 && length(found, 1) < radius - 1e-4) expect(threshold).toBeCloseTo(0, 5);
        for (const [i, x] of found.entries()) {
          expect(Math.abs(x)).toBeLessThanOrEqual(Math.fround(reach[i] as number));
          if (free.length > 0 && x === 0 && (reach[i] as number) > 0) expect(shortfall[i]).toBeLessThanOrEqual(threshold + 1e-5);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test("norms of rows are those computed in double precision; L0 counts what is not exactly zero", async () => {
  const values = [0, -3, 4, 0, 0.5, -0.5];
  const found = rowNorms(tf.tensor3d(values, [2, 3, 1]));
  expect(await rows(found.l0)).toEqual([[2], [2]]);
  for (const [name, norm] of [
    ["l1", 1],
    ["l2", 2],
    ["linf", Infinity],
  ] as const) {
    expect((await rows(found[name])).flat()).toEqual([length([0, -3, 4], norm), length([0, 0.5, -0.5], norm)].map(Math.fround));
  }
});

/**
 * The L∞ norm with its first coordinate counted twice: a norm of one's own, that knows nothing of boxes or
 * kernels.
 */
const SKEWED: Norm = {
  id: "skewed",
  name: "L∞, skewed",
  of: (delta) => tf.tidy(() => LINF.of(flat(delta).mul(tf.tensor1d([2, 1, 1, 1, 1, 1])))),
  distance: (values, origin, from, to) =>
    Math.max(
      ...Array.from(
        { length: to - from },
        (_, i) => (i === 0 ? 2 : 1) * Math.abs((values[from + i] as number) - (origin[from + i] as number)),
      ),
    ),
  project: (delta, radius) =>
    tf.tidy(() => {
      const bound = tf.outerProduct(radius, tf.tensor1d([0.5, 1, 1, 1, 1, 1]));
      return tf.minimum(tf.maximum(delta, tf.neg(bound)), bound);
    }),
  start: (random, samples, shape, radius) =>
    startInBall(random, samples, shape, radius, (direction) =>
      Math.max(...direction.map((value, i) => (i === 0 ? 2 : 1) * Math.abs(value))),
    ),
};

test.each([...NORMS, SKEWED])("points come into box and ball: $name", async (norm) => {
  const share = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
  const shares = fc.array(share, { minLength: 6, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(row, shares, fc.double({ min: 0, max: 2, noNaN: true }), async (values, origin, radius) => {
      const box = { origin: tf.tensor2d(origin, [1, 6]), lower: tf.scalar(0), upper: tf.scalar(1) };
      const project = (from: readonly number[]): Promise<number[][]> =>
        rows(tf.tidy(() => projectPoints(tf.tensor2d([...from], [1, 6]), box, tf.tensor1d([radius]), norm)));
      const [point = []] = await project(values);
      expect(Math.min(...point)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...point)).toBeLessThanOrEqual(1);
      expect(norm.distance(Float32Array.from(point), Float32Array.from(origin), 0, 6)).toBeLessThanOrEqual(radius * (1 + 1e-6) + 1e-6);
      const inside =
        values.every((x) => x >= 0 && x <= 1) && norm.distance(Float32Array.from(values), Float32Array.from(origin), 0, 6) < radius;
      if (inside) for (const [i, x] of point.entries()) expect(x).toBeCloseTo(values[i] as number, 6);
      tf.dispose(box);
    }),
    { numRuns: 60 },
  );
});

test("where the norm knows no better, points are clipped to the box first, as in the original experiments", async () => {
  const box = { origin: tf.tensor2d([[0.5, 0.5]]), lower: tf.scalar(0), upper: tf.scalar(1) };
  const [point = []] = await rows(projectPoints(tf.tensor2d([[5, 0.6]]), box, tf.tensor1d([0.3]), L2));
  // The box leaves (0.5, 0.1) of the move, of which the ball allows 0.3 / √0.26.
  expect(point[0]).toBeCloseTo(0.5 + (0.5 * 0.3) / Math.sqrt(0.26), 6);
  expect(point[1]).toBeCloseTo(0.5 + (0.1 * 0.3) / Math.sqrt(0.26), 6);
  tf.dispose(box);
});
