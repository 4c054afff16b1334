import "@disentangle/backend-simd";
import { type LearningState, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { learnVaeGan } from "../src/index.ts";
import { context, settings, toy } from "./toy.ts";

beforeAll(async () => void (await tf.setBackend("simd")));

const random = Random.seeded(1);

test("learns to reconstruct, encodes both splits, and keeps no other tensor", async () => {
  const before = tf.memory().numTensors;
  const seen: string[] = [];
  const kept: { state?: LearningState } = {};
  const lesson = { dataset: toy, label: 2, settings: settings(2, 60) };
  const { tensors, curves, figures, warnings } = await learnVaeGan(
    lesson,
    context(random, kept, (_, detail) => void (detail && seen.push(detail))),
  );
  const reconstruction = curves?.["reconstruction"] as number[];
  expect(reconstruction).toHaveLength(60);
  expect(reconstruction.at(-1)).toBeLessThan(0.5 * (reconstruction[0] as number));
  expect(figures?.["reconstruction"]).toBeLessThan(1.5 * (reconstruction.at(-1) as number));
  // Reported beside, and often better than networks this small.
  expect(figures?.["reconstruction by PCA of the same size"]).toBeGreaterThan(1);
  expect(figures?.["reconstruction by PCA of the same size"]).toBeLessThan(reconstruction[0] as number);
  expect(warnings).toEqual([]);
  expect(seen.at(-1)).toMatch(/epoch 59 of 60, KL .*, reconstruction .*, adversarial .*, discriminator/);
  expect(tensors["codes/train"]?.shape).toEqual([100, 4]);
  expect([...(tensors["indices/test"] as tf.Tensor).dataSync()]).toEqual(Array.from({ length: 20 }, (_, i) => 3 * i + 2));
  tf.dispose({ ...tensors });
  tf.dispose({ ...kept.state?.tensors });
  expect(tf.memory().numTensors).toBe(before);
});

describe("a lesson that is stopped", () => {
  test("goes on from its checkpoint to the same bytes", async () => {
    const lesson = { dataset: toy, label: 0, settings: settings(0, 4) };
    const whole = await learnVaeGan(lesson, context(random));
    const kept: { state?: LearningState } = {};
    const stop = new AbortController();
    const stopped = context(random, kept, (fraction) => fraction > 0.5 && stop.abort(), stop.signal);
    await expect(learnVaeGan(lesson, stopped)).rejects.toMatchObject({ code: "aborted" });
    expect((kept.state as { json: { curves: { reconstruction: number[] } } } | undefined)?.json.curves.reconstruction).toHaveLength(2);
    const resumed = await learnVaeGan(lesson, context(random, kept));
    expect(resumed.curves).toEqual(whole.curves);
    expect(Object.keys(resumed.tensors)).toEqual(Object.keys(whole.tensors));
    for (const [name, tensor] of Object.entries(whole.tensors)) {
      expect([...(resumed.tensors[name] as tf.Tensor).dataSync()], name).toEqual([...tensor.dataSync()]);
    }
  });

  test("gives other bytes for another seed", async () => {
    const lesson = { dataset: toy, label: 0, settings: settings(0, 1) };
    const [one, other] = [await learnVaeGan(lesson, context(random)), await learnVaeGan(lesson, context(Random.seeded(2)))];
    expect(one.curves).not.toEqual(other.curves);
  });
});

test("a learning rate that blows up is a Fault that says so", async () => {
  const broken = {
    ...toy,
    examples: async (...asked: Parameters<typeof toy.examples>) => {
      const rows = await toy.examples(...asked);
      return { ...rows, images: rows.images.mul<tf.Tensor4D>(Number.POSITIVE_INFINITY) };
    },
  };
  await expect(learnVaeGan({ dataset: broken, label: 0, settings: settings(0, 2) }, context(random))).rejects.toMatchObject({
    code: "not-finite",
    message: expect.stringContaining("the VAE-GAN of class lying bar"),
  });
});

test("a class without images is a Fault that names it", async () => {
  const lesson = { dataset: { ...toy, classes: [...toy.classes, "ring"] }, label: 3, settings: settings(3, 1) };
  await expect(learnVaeGan(lesson, context(random))).rejects.toThrow(/0 train images of class ring/);
});
