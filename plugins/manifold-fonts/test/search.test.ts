import { Random } from "@disentangle/core";
import { affineDecoder } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { bestEnds } from "../src/best-ends.ts";
import { improveFit, startFit, type FitProblem } from "../src/fit.ts";
import { solve } from "../src/solve.ts";
import { bestCandidates, drawCandidates } from "../src/starts.ts";
import { examplesOf, strokes, validCodes } from "./strokes.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const box = (): { readonly lower: tf.Tensor2D; readonly upper: tf.Tensor2D } => ({
  lower: tf.tensor2d(strokes.lower, [1, 6]),
  upper: tf.tensor2d(strokes.upper, [1, 6]),
});

test("solves positive definite systems", () => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 18, maxLength: 18 }), fc.array(entry, { minLength: 6, maxLength: 6 }), (entries, solution) => {
      tf.tidy(() => {
        const factor = tf.tensor3d(entries, [2, 3, 3]);
        const matrices = tf.matMul(factor, factor, false, true).add<tf.Tensor3D>(tf.eye(3).mul(0.5));
        const x = tf.tensor2d(solution, [2, 3]);
        const found = solve(matrices, tf.matMul(matrices, x.expandDims<tf.Tensor3D>(2)).reshape<tf.Tensor2D>([2, 3]));
        expect(found.sub(x).abs().max().arraySync()).toBeLessThan(1e-4);
      });
    }),
  );
});

describe("candidates", () => {
  test("are valid, within the spread, and never the code itself", () => {
    const codes = validCodes(20, 3);
    const { lower, upper } = box();
    const draw = { candidates: 7, spread: 0.25 };
    const candidates = drawCandidates(
      codes,
      { lower, upper },
      Int32Array.from({ length: 20 }, (_, i) => i),
      draw,
      Random.seeded(1),
    );
    expect(candidates.shape).toEqual([7, 20, 6]);
    const away = candidates.sub(codes).div(upper.sub(lower)).abs();
    expect(away.max().arraySync()).toBeLessThanOrEqual(0.25 + 1e-6);
    expect(away.sum(2).min().arraySync()).toBeGreaterThan(0.01);
    expect(tf.maximum(lower.sub(candidates), candidates.sub(upper)).max().arraySync()).toBeLessThanOrEqual(0);
  });

  test("depend on the sample alone", () => {
    const codes = validCodes(3, 3);
    const draw = { candidates: 2, spread: 0.25 };
    const of = (rows: number[]): unknown =>
      drawCandidates(
        tf.gather(codes, rows),
        box(),
        Int32Array.from(rows, (row) => row + 50),
        draw,
        Random.seeded(1),
      )
        .transpose([1, 0, 2])
        .arraySync();
    const [first, second, third] = of([0, 1, 2]) as unknown[];
    expect(of([2, 0])).toEqual([third, first]);
    expect(second).not.toEqual(first);
  });

  test("are ranked by their loss, row by row", () => {
    const candidates = tf.tensor3d([1, 4, 2, 5, 3, 6], [3, 2, 1]);
    const best = bestCandidates(candidates, tf.tensor2d([3, 1, 2, 9, 8, 7], [2, 3]), 2);
    expect([...best.dataSync()]).toEqual([2, 3, 6, 5]);
  });
});

/**
 * Four times a code that differs in its translation alone; it is turned, so that pixels meet the sampler's
 * kinks one by one.
 */
function along(translation: number): tf.Tensor2D {
  return tf.tensor2d([[translation, 0.03, 0.1, -0.1, 0.9, 0.4]]).tile<tf.Tensor2D>([4, 1]);
}

function column(...values: number[]): tf.Tensor2D {
  return tf.tensor2d(values, [values.length, 1]);
}

test("of the starts of a row, the one that ends closest counts", () => {
  const fit = { codes: column(1, 2, 3, 4), loss: column(9, 1, 2, 3), damping: column(0, 0, 0, 0) };
  const { codes, loss } = bestEnds(fit, 2);
  expect([codes, loss].map((tensor) => [...tensor.dataSync()])).toEqual([
    [2, 3],
    [1, 2],
  ]);
});

describe("a fit", () => {
  test("stays valid and never gets worse, from any valid start", () => {
    const examples = examplesOf(8);
    const decoder = affineDecoder(strokes.prototypes(examples));
    const { lower, upper } = box();
    const target = examples.images.reshape<tf.Tensor2D>([8, -1]);
    const problem: FitProblem = { decode: (codes) => decoder.decode(codes), target, lower, upper };
    let fit = startFit(problem, validCodes(8, 77));
    const first = fit.loss.dataSync();
    for (let i = 0; i < 8; i++) {
      const next = improveFit(problem, fit);
      expect(next.loss.sub(fit.loss).max().arraySync()).toBeLessThanOrEqual(0);
      expect(tf.maximum(lower.sub(next.codes), next.codes.sub(upper)).max().arraySync()).toBeLessThanOrEqual(0);
      fit = next;
    }
    const gained = fit.loss.dataSync().filter((loss, row) => loss < 0.7 * (first[row] as number));
    expect(gained.length).toBeGreaterThanOrEqual(4);
  });

  test.each([0.1, -0.1])("leaves the bound it starts on where the best code lies inside, at translation %f", (translation) => {
    const examples = examplesOf(4);
    const decoder = affineDecoder(strokes.prototypes(examples));
    const target = decoder.decode(along(translation)).reshape<tf.Tensor2D>([4, -1]);
    const problem: FitProblem = { decode: (codes) => decoder.decode(codes), target, ...box() };
    let fit = startFit(problem, along(2 * translation));
    for (let i = 0; i < 12; i++) fit = improveFit(problem, fit);
    expect(fit.loss.max().arraySync()).toBeLessThan(1e-3);
  });

  test.each([0.26, -0.26])("ends on the bound where the best code lies beyond it, at translation %f", (translation) => {
    const examples = examplesOf(4);
    const decoder = affineDecoder(strokes.prototypes(examples));
    const { lower, upper } = box();
    const beyond = tf.tensor2d([[translation, 0, 0, 0, 1, 0]]).tile<tf.Tensor2D>([4, 1]);
    const target = decoder.decode(beyond).reshape<tf.Tensor2D>([4, -1]);
    const problem: FitProblem = { decode: (codes) => decoder.decode(codes), target, lower, upper };
    let fit = startFit(problem, tf.tensor2d([[0.7 * translation, 0.01, 0, 0, 1, 0.02]]).tile<tf.Tensor2D>([4, 1]));
    for (let i = 0; i < 12; i++) fit = improveFit(problem, fit);
    const clipped = startFit(problem, tf.maximum<tf.Tensor2D>(tf.minimum(beyond, upper), lower));
    expect(fit.loss.sub(clipped.loss).max().arraySync()).toBeLessThanOrEqual(0);
    const onBound = tf.logicalOr(fit.codes.equal(lower), fit.codes.equal(upper));
    expect([...onBound.any(1).dataSync()]).toEqual([1, 1, 1, 1]);
  });
});
