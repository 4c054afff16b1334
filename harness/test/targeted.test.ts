import { join } from "node:path";
import { Random, type Frozen, type Rows } from "@disentangle/core";
import { readResult } from "@disentangle/artifacts";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { targetsOf } from "../src/run/kinds/targets.ts";
import { folder, run, TINY } from "./command.ts";

test("targets are classes other than the true one, whatever the batch", async () => {
  await tf.setBackend("cpu");
  const logits = [
    [5, 1, 2],
    [0, -9, 3],
    [7, 8, -2],
  ];
  const frozen: Frozen = {
    classes: 3,
    classify: (images) => tf.tidy(() => tf.gather(tf.tensor2d(logits), tf.cast(tf.reshape(images, [-1]), "int32"))),
    [Symbol.dispose]: () => undefined,
  };
  const rows = (...indices: number[]): Rows =>
    makeExamples({
      split: "test" as const,
      indices: Int32Array.from(indices),
      images: tf.tensor4d(indices, [indices.length, 1, 1, 1]),
      labels: Int32Array.from(indices, (index) => [0, 1, 1][index] as number),
    });
  const random = Random.seeded(1);
  using all = rows(0, 1, 2);
  expect([...(await targetsOf("next", all, frozen, random))]).toEqual([1, 2, 2]);
  // The least likely class of the second row is its own, so the next one up is taken.
  expect([...(await targetsOf("least-likely", all, frozen, random))]).toEqual([1, 0, 2]);
  const drawn = await targetsOf("random", all, frozen, random);
  drawn.forEach((target, row) => expect(target).not.toBe(all.labels[row]));
  using last = rows(2);
  expect([...(await targetsOf("random", last, frozen, random))]).toEqual([drawn[2]]);
});

test("a targeted run has keys and rates of its own, and says so", async () => {
  const place = folder();
  const args = [...TINY, "--claims", "2"];
  await run([...args, "--out", join(place, "any")]);
  const { stderr, status } = await run([...args, "--targeted", "next", "--out", join(place, "next")]);
  expect(status).toBe(21);
  expect(stderr).toMatch(/Attacks are targeted \(next\)/);
  expect(stderr).toMatch(/train cnn.*already there/);
  const [any, next] = await Promise.all(["any", "next"].map((name) => readResult(join(place, name, "result.json"))));
  expect([any?.settings.targeted, next?.settings.targeted]).toEqual([undefined, "next"]);
  // One class is harder to reach than any of nine.
  const successes = (result: typeof any): number => (result?.attacks ?? []).reduce((sum, row) => sum + row.successes, 0);
  expect(successes(next)).toBeLessThan(successes(any));
});
