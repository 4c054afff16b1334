import type { Frozen } from "@disentangle/core";
import { crossEntropyObjective, L1, L2, targeted } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluateAttack, imageSuccess, successRate, testError } from "../src/index.ts";
import { evaluation, frozen, IMAGES, LABELS, OPTIMUM, WEIGHTS } from "./linear-scene.ts";
import { dataset, fixedAttack, linear, randomCorner } from "./toy.ts";

beforeAll(() => tf.setBackend("cpu"));

describe("success", () => {
  test("on a linear classifier comes exactly where the radius exceeds the closed-form optimum", async () => {
    const { record } = await evaluateAttack(evaluation());
    expect([...record.success]).toEqual(OPTIMUM.map((optimum) => (optimum < 0.02 ? 1 : 0)));
    expect([...record.correct]).toEqual(IMAGES.map(() => 1));
    expect([...record.iteration]).toEqual([...record.success].map((success) => (success === 1 ? 1 : -1)));
    expect(record.audit.warnings).toEqual([]);
  });

  test("is what classifying the kept images says, also where the attack claims otherwise", async () => {
    const still = fixedAttack((space) => space.origin.clone());
    const { record } = await evaluateAttack(evaluation({ attack: still }));
    expect(record.success).not.toContain(1);
    expect(record.iteration.every((iteration) => iteration === -1)).toBe(true);
    expect(record.audit.warnings.join()).toMatch(/40 of 40 points that the attack reported/u);
  });

  test("norms and image change are those of the clipped point", async () => {
    const { record, points } = await evaluateAttack(evaluation());
    for (const row of [0, 17, 39]) {
      expect(record.norms.l0[row]).toBe(4);
      expect(record.norms.linf[row]).toBeCloseTo(0.02, 6);
      expect(record.norms.l1[row]).toBeCloseTo(0.08, 6);
      expect(record.norms.l2[row]).toBeCloseTo(0.04, 6);
      expect(record.imageL2[row]).toBeCloseTo(0.04, 6);
      expect(Math.abs((points[row * 4] as number) - (IMAGES[row]?.[0] as number))).toBeCloseTo(0.02, 6);
    }
  });

  test("does not depend on the size of the batch", async () => {
    const options = { attack: randomCorner, restarts: 3, radius: 0.05 };
    const [one, other] = [
      await evaluateAttack(evaluation({ ...options, batch: 3 })),
      await evaluateAttack(evaluation({ ...options, batch: 40 })),
    ];
    expect(one).toEqual(other);
  });

  test("of a targeted criterion is reaching the target", async () => {
    const towards = {
      id: "towards",
      loss: (logits: tf.Tensor2D, labels: tf.Tensor1D) => tf.neg<tf.Tensor1D>(crossEntropyObjective.loss(logits, labels)),
    };
    const { record } = await evaluateAttack(
      evaluation({ criterion: targeted, objective: towards, targets: ({ labels }) => labels.map((label) => 1 - label) }),
    );
    expect([...record.success]).toEqual(OPTIMUM.map((optimum) => (optimum < 0.02 ? 1 : 0)));
  });

  test("may have a radius for each sample", async () => {
    const radius = Float32Array.from(OPTIMUM, (optimum, row) => optimum * (row % 2 === 0 ? 1.01 : 0.99));
    const { record } = await evaluateAttack(evaluation({ radius }));
    expect([...record.success]).toEqual(OPTIMUM.map((_, row) => (row % 2 === 0 ? 1 : 0)));
    expect(record.radius).toBe(Math.max(...radius));
  });
});

describe("restarts", () => {
  test("never lose a success, and solved samples are not attacked again", async () => {
    const few = await evaluateAttack(evaluation({ attack: randomCorner, radius: 0.05, restarts: 2 }));
    const many = await evaluateAttack(evaluation({ attack: randomCorner, radius: 0.05, restarts: 5 }));
    expect([...many.record.success.subarray(0, 80)]).toEqual([...few.record.success]);
    expect(successRate(many.record, "worst-case")).toBeGreaterThan(successRate(few.record, "worst-case"));
    for (let row = 0; row < 40; row++) {
      const outcomes = Array.from({ length: 5 }, (_, restart) => many.record.success[restart * 40 + row]);
      const first = outcomes.indexOf(1);
      if (first >= 0) expect(outcomes.slice(first + 1).every((outcome) => outcome === 2)).toBe(true);
    }
  });

  test("all run where they are averaged, and the first successful one's example is kept", async () => {
    const options = { attack: randomCorner, radius: 0.05, restarts: 4 } as const;
    const averaged = await evaluateAttack(evaluation({ ...options, combine: "average" }));
    const worst = await evaluateAttack(evaluation(options));
    expect(averaged.record.success).not.toContain(2);
    expect(imageSuccess(averaged.record, "worst-case")).toEqual(imageSuccess(worst.record, "worst-case"));
    const mean = averaged.record.success.reduce((sum, success) => sum + success, 0) / 160;
    expect(successRate(averaged.record, "average")).toBeCloseTo(mean, 12);
    expect(() => successRate(worst.record, "average")).toThrow(/combine: "average"/u);
    const solved = imageSuccess(worst.record, "worst-case");
    for (let row = 0; row < 40; row++) {
      if (solved[row] === 1) expect(averaged.points.subarray(row * 4, row * 4 + 4)).toEqual(worst.points.subarray(row * 4, row * 4 + 4));
    }
  });

  test("count correctly classified images alone", async () => {
    const wrong = LABELS.map((label, row) => (row < 10 ? 1 - label : label));
    const { record } = await evaluateAttack(evaluation({ dataset: dataset(IMAGES, wrong, 2) }));
    expect(imageSuccess(record, "worst-case")).toHaveLength(30);
    const rest = OPTIMUM.slice(10);
    expect(successRate(record, "worst-case")).toBeCloseTo(rest.filter((optimum) => optimum < 0.02).length / rest.length, 12);
  });
});

describe("a proposal outside ball or box", () => {
  test("is pulled back before it is judged, and the audit says so", async () => {
    const far = fixedAttack((space) => tf.sub(space.origin, 3));
    const { record, points } = await evaluateAttack(evaluation({ attack: far, radius: 0.1 }));
    expect(record.audit.normExcess).toBeCloseTo(2.9, 5);
    expect(record.audit.boxExcess).toBeCloseTo(2.6, 1);
    expect(record.audit.warnings).toHaveLength(3);
    // Clipped to black, then back along the way from the original.
    IMAGES.forEach((image, row) => {
      const share = 0.1 / Math.max(...image);
      image.forEach((pixel, i) => expect(points[row * image.length + i]).toBeCloseTo(pixel * (1 - share), 5));
    });
  });

  test.each([L1, L2])("ends on the $name sphere", async (norm) => {
    const far = fixedAttack((space) => tf.add(space.origin, 0.3), { norm });
    const { record } = await evaluateAttack(evaluation({ attack: far, radius: 0.1 }));
    expect(record.norms[norm.id]?.[5]).toBeCloseTo(0.1, 6);
  });

  test("fails where the attack minimises its norm, unless the radius is not enforced", async () => {
    const flip = fixedAttack((space) => tf.add(space.origin, tf.mul(tf.sub(0.5, space.origin), 4)), { bounded: false });
    const strict = await evaluateAttack(evaluation({ attack: flip, radius: 0.05 }));
    const loose = await evaluateAttack(evaluation({ attack: flip, radius: 0.05, enforceRadius: false }));
    const inside = strict.record.norms.linf.map((norm) => (norm <= 0.05 ? 1 : 0));
    expect([...strict.record.success]).toEqual([...loose.record.success].map((success, row) => success * (inside[row] as number)));
    expect(successRate(strict.record, "worst-case")).toBeLessThan(successRate(loose.record, "worst-case"));
  });

  test("ends on the border of the box where the ball does not bind", async () => {
    const far = fixedAttack((space) => tf.add(space.origin, 3), { bounded: false });
    const { record, points } = await evaluateAttack(evaluation({ attack: far, enforceRadius: false }));
    expect([...points]).toEqual(IMAGES.flat().map(() => 1));
    expect(record.norms.linf[0]).toBeCloseTo(1 - Math.min(...(IMAGES[0] as number[])), 6);
  });

  test("with NaN counts as a failure and is kept as the origin", async () => {
    const broken = fixedAttack((space) => tf.mul(space.origin, Number.NaN));
    const { record, points } = await evaluateAttack(evaluation({ attack: broken }));
    expect(record.audit.notFinite).toBe(40);
    expect(record.success).not.toContain(1);
    expect(points[0]).toBeCloseTo(IMAGES[0]?.[0] as number, 6);
  });

  test("of the wrong shape is refused", async () => {
    const short = fixedAttack((space) => tf.slice(space.origin, 0, 1));
    await expect(evaluateAttack(evaluation({ attack: short }))).rejects.toThrow(/Attack fixed proposed points of shape \[1,2,2,1\]/u);
  });
});

test("nothing leaks, not even from an attack that was stopped", async () => {
  const before = tf.memory().numTensors;
  await evaluateAttack(evaluation({ attack: randomCorner, restarts: 2 }));
  const controller = new AbortController();
  const onProgress = (): void => controller.abort();
  await expect(evaluateAttack(evaluation({ onProgress, signal: controller.signal }))).rejects.toMatchObject({ code: "aborted" });
  const sick: Frozen = { ...frozen, classify: (images) => tf.tidy(() => tf.mul(frozen.classify(images), Number.NaN)) };
  await expect(evaluateAttack(evaluation({ frozen: sick }))).rejects.toMatchObject({ code: "not-finite" });
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  ["targets without the criterion", { targets: () => new Int32Array(40) }, "contradiction"],
  ["a criterion to be reached without targets", { criterion: targeted }, "contradiction"],
  ["targets that are no classes", { criterion: targeted, targets: () => new Int32Array(40).fill(7) }, "bad-data"],
  ["a batch of none", { batch: 0 }, "bad-option"],
  ["no restart", { restarts: 0 }, "bad-option"],
  ["a combination it does not know", { combine: "worst" as "average" }, "bad-option"],
] as const)("refuses %s", async (_, wrong, code) => {
  await expect(evaluateAttack(evaluation(wrong))).rejects.toMatchObject({ code });
});

test("refuses to sum up restarts in a way it does not know", async () => {
  const { record } = await evaluateAttack(evaluation());
  expect(() => successRate(record, "worst" as "average")).toThrow(/Say "worst-case"/u);
});

test("progress ends at all searches", async () => {
  const seen: number[] = [];
  await evaluateAttack(evaluation({ attack: randomCorner, restarts: 2, onProgress: (done, total) => seen.push(done / total) }));
  expect(seen.at(-1)).toBe(1);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

describe("test error", () => {
  test("counts misclassified images, whatever the batch", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), async (count, batch) => {
        const wrong = LABELS.map((label, row) => (row % 3 === 0 ? 1 - label : label));
        const found = await testError({ frozen, dataset: dataset(IMAGES, wrong, 2), count, batch });
        const flags = Uint8Array.from({ length: count }, (_, row) => (row % 3 === 0 ? 1 : 0));
        expect(found).toEqual({ errors: Math.ceil(count / 3), total: count, wrong: flags });
      }),
      { numRuns: 20 },
    );
  });

  test("takes the lowest class on ties", async () => {
    const tied = linear(WEIGHTS.map(() => [0, 0]));
    expect(
      await testError({
        frozen: tied,
        dataset: dataset(
          IMAGES,
          IMAGES.map(() => 0),
          2,
        ),
      }),
    ).toMatchObject({ errors: 0, total: 40 });
    tied[Symbol.dispose]();
  });

  test.each([0, -1, Number.NaN, 2.5])("refuses a batch of %d", async (batch) => {
    await expect(testError({ frozen, dataset: dataset(IMAGES, LABELS, 2), batch })).rejects.toMatchObject({ code: "bad-option" });
  });

  test("refuses NaN logits, and more images than there are", async () => {
    const sick: Frozen = { ...frozen, classify: (images) => tf.tidy(() => tf.mul(frozen.classify(images), Number.NaN)) };
    await expect(testError({ frozen: sick, dataset: dataset(IMAGES, LABELS, 2) })).rejects.toMatchObject({ code: "not-finite" });
    await expect(testError({ frozen, dataset: dataset(IMAGES, LABELS, 2), count: 41 })).rejects.toThrow(/Ask for 1 to 40/u);
  });
});
