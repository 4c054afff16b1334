import type { Frozen } from "@disentangle/core";
import { LINF, marginObjective, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluateAttack } from "../src/index.ts";
import { evaluation, frozen, IMAGES, LABELS } from "./linear-scene.ts";
import { dataset, fixedAttack } from "./toy.ts";

beforeAll(() => tf.setBackend("cpu"));

/** Passes numbers through, and half of their gradient. */
const wrongGradient = tf.customGrad((x) => ({ value: (x as tf.Tensor).clone(), gradFunc: (dy: tf.Tensor) => tf.mul(dy, 0.5) })) as (
  x: tf.Tensor2D,
) => tf.Tensor2D;

describe("the audit", () => {
  test("counts searches without any gradient", async () => {
    const blind = fixedAttack((space) => space.origin.clone(), { counters: { gradients: 3, zeroGradients: 3, iterations: -1 } });
    const { record } = await evaluateAttack(evaluation({ attack: blind }));
    expect(record.audit.zeroGradients).toBe(40);
    expect(record.audit.warnings.join()).toMatch(/gradient was zero at every step of 40 of 40/u);
  });

  test("notices success at the start", async () => {
    const lucky = fixedAttack((space) => tf.sub(1, space.origin), { counters: { iterations: 0 } });
    const { record } = await evaluateAttack(evaluation({ attack: lucky, radius: 0.4 }));
    expect(record.audit.startSuccess).toBe(record.success.reduce((sum, success) => sum + success, 0));
    expect(record.audit.startSuccess).toBeGreaterThan(10);
    expect(record.audit.warnings.join()).toMatch(/at the random start/u);
  });

  /** A real attack, and classifiers whose logits it cannot follow. */
  const descent = projectedDescent("descent", LINF, { iterations: 40, learningRate: 0.005, keep: "first", scaling: "coordinate" });
  const masked = (mask: (logits: tf.Tensor2D, images: tf.Tensor4D) => tf.Tensor2D): Frozen => ({
    ...frozen,
    classify: (images) => tf.tidy(() => mask(frozen.classify(images), images)),
  });

  test.each(["first", "best"] as const)(
    "has no warning of a sound classifier that withstands most searches (keeping the %s)",
    async (keep) => {
      const attack = projectedDescent("descent", LINF, { iterations: 40, learningRate: 0.005, keep, scaling: "coordinate" });
      const { record } = await evaluateAttack(evaluation({ attack, radius: 0.02, restarts: 2 }));
      const { progress, warnings } = record.audit;
      expect(warnings).toEqual([]);
      expect(progress.searches - progress.end).toBeGreaterThan(10);
      expect(progress.searches).toBe(record.success.filter((success) => success !== 2).length);
      expect(progress.end).toBe(record.success.filter((success) => success === 1).length);
      expect(progress.halfway).toBeGreaterThanOrEqual(record.audit.startSuccess);
      expect(progress.stalled).toBe(0);
    },
  );

  test.each(["first", "best"] as const)("notices gradients that lead nowhere (keeping the %s)", async (keep) => {
    const attack = projectedDescent("descent", LINF, { iterations: 40, learningRate: 0.005, keep, scaling: "coordinate" });
    // A ripple far too fine for the steps drowns the slope, and hardly moves the boundary.
    const rippled = masked((logits, images) =>
      tf.add(logits, tf.mul(tf.sin(tf.mul(1e4, tf.reshape(tf.sum(images, [1, 2, 3]), [-1, 1]))), [[0.02, -0.02]])),
    );
    const { record } = await evaluateAttack(evaluation({ attack, frozen: rippled, radius: 0.02, restarts: 2 }));
    expect(record.audit.zeroGradients).toBe(0);
    expect(record.audit.warnings.join()).toMatch(/More iterations hardly help: .* may mask its gradients/u);
  });

  test("notices steps that do no better than the random start", async () => {
    const quantised = masked((logits) => tf.div(tf.round(tf.mul(logits, 20)), 20));
    const { record } = await evaluateAttack(
      evaluation({ attack: descent, frozen: quantised, radius: 0.05, restarts: 2, objective: marginObjective() }),
    );
    expect(record.audit.startSuccess).toBeGreaterThan(0);
    expect(record.audit.progress.end).toBe(record.audit.startSuccess);
    expect(record.audit.warnings).toEqual([
      expect.stringMatching(/gradient was zero at every step/u),
      expect.stringMatching(/More iterations hardly help/u),
      expect.stringMatching(/not differentiable where it is used: its gradient is zero for 3 of 3 images/u),
    ]);
  });

  test("notices a gradient that is not that of the outputs, and images that influence each other", async () => {
    const scaled = masked((logits) => wrongGradient(logits));
    expect((await evaluateAttack(evaluation({ frozen: scaled }))).record.audit.warnings.join()).toMatch(
      /gradient of the classifier is not that of its outputs for 3 of 3 images: .* it says -?[\d.e-]+, and differences of the outputs say/u,
    );
    const mixed: Frozen = {
      ...frozen,
      classify: (images) => tf.tidy(() => tf.sub(frozen.classify(images), tf.mean(frozen.classify(images), 0))),
    };
    expect((await evaluateAttack(evaluation({ frozen: mixed }))).record.audit.warnings.join()).toMatch(/influence each other/u);
  });

  test("counts points the classifier does not answer, and goes on", async () => {
    const clean = await evaluateAttack(evaluation());
    // NaN for the even images once they are moved: they are told by their first pixel.
    const firsts = IMAGES.map(([pixel]) => Math.fround(pixel as number));
    const shy: Frozen = {
      ...frozen,
      classify: (images) =>
        tf.tidy(() => {
          const pixels = Array.from(tf.slice(images, [0, 0, 0, 0], [-1, 1, 1, 1]).dataSync());
          const lost = pixels.map((pixel) => (firsts.includes(pixel) || Math.round(pixel * 1e6) % 2 === 0 ? 1 : Number.NaN));
          return tf.mul(frozen.classify(images), tf.tensor2d(lost, [lost.length, 1]));
        }),
    };
    const { record } = await evaluateAttack(evaluation({ frozen: shy }));
    const lost = Number(/For (\d+) of 40 attacked points the classifier answered NaN/u.exec(record.audit.warnings.join())?.[1] ?? 0);
    expect(lost).toBeGreaterThan(0);
    const ones = (flags: Uint8Array): number => flags.filter((flag) => flag === 1).length;
    expect(ones(record.success)).toBeGreaterThanOrEqual(ones(clean.record.success) - lost);
    expect(ones(record.success)).toBeLessThan(ones(clean.record.success));
  });

  test("does not take the floor of a margin for masked gradients, where the image is misclassified anyway", async () => {
    const wrong = LABELS.map((label, row) => (row < 10 ? 1 - label : label));
    const { record } = await evaluateAttack(
      evaluation({ attack: descent, radius: 0.3, objective: marginObjective(), dataset: dataset(IMAGES, wrong, 2) }),
    );
    expect(record.audit.zeroGradients).toBe(0);
    expect(record.audit.progress.searches).toBe(30);
    expect(record.audit.warnings).toEqual([]);
  });

  test("does not take a point beyond the radius for one that is not adversarial", async () => {
    const flip = fixedAttack((space) => tf.add(space.origin, tf.mul(tf.sub(0.5, space.origin), 4)), { bounded: false });
    const { record } = await evaluateAttack(evaluation({ attack: flip, radius: 0.05 }));
    const unconfirmed = Number(/(\d+) of 40 points that the attack reported/u.exec(record.audit.warnings.join())?.[1] ?? 0);
    expect(unconfirmed).toBe(40 - record.audit.progress.end);
    expect(record.audit.progress.end).toBeGreaterThan(record.success.filter((success) => success === 1).length);
  });

  test("notices probabilities and randomness", async () => {
    const soft: Frozen = { ...frozen, classify: (images) => tf.tidy(() => tf.softmax(frozen.classify(images))) };
    expect((await evaluateAttack(evaluation({ frozen: soft }))).record.audit.warnings.join()).toMatch(/look like probabilities/u);
    const shaky: Frozen = { ...frozen, classify: (images) => tf.tidy(() => tf.add(frozen.classify(images), tf.randomNormal([1, 2]))) };
    expect((await evaluateAttack(evaluation({ frozen: shaky }))).record.audit.warnings.join()).toMatch(
      /different outputs for the same images/u,
    );
  });
});
