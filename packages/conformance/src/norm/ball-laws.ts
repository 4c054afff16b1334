import { Random, type Norm } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import type { NormSubject } from "./norm-subject.ts";
import { drawRows, lengthOf, projected, SIZE } from "./rows.ts";

/** Float error of points and norms: 1e-5 of the radius and 1e-6. */
const tolerance = (radius: number): number => 1e-5 * radius + 1e-6;

/** Radii that leave some rows inside and some outside; one is zero, one has no end. */
const RADII = [0.5, 0.5, 0, 0.7, 2, 1, 3, 1, Infinity];

/** What its ball promises. */
export const ballLaws: readonly Law<NormSubject>[] = [
  law("projects into the ball, and leaves what is inside as it is", ({ norm }) => {
    const rows = drawRows(5);
    for (const [i, point] of projected(norm, rows, RADII).entries()) {
      const [row, radius] = [rows[i] as number[], RADII[i] as number];
      const length = lengthOf(norm, point);
      demand(length <= radius + tolerance(radius), `A row was projected to norm ${length}, beyond its radius ${radius}.`);
      if (lengthOf(norm, row) > radius * (1 - 1e-5)) continue;
      demand(distance(row, point) <= 1e-6 * Math.max(1, distance(row, [])), `A row inside moved by ${distance(row, point)}.`);
    }
  }),
  law("projects to the nearest point of the ball: no other that is tried is nearer", ({ norm }) => {
    const [rows, rivals] = [drawRows(6), drawRows(7)];
    for (const [i, point] of projected(norm, rows, RADII).entries()) {
      const [row, radius] = [rows[i] as number[], RADII[i] as number];
      for (const rival of [...rivals, ...rivals.map((one) => one.map((value, k) => (point[k] as number) + 0.1 * value))]) {
        const length = lengthOf(norm, rival);
        const inside = length <= radius ? rival : rival.map((value) => (value * radius) / length);
        const [found, other] = [distance(row, point), distance(row, inside)];
        demand(
          found <= other + tolerance(distance(row, [])),
          `A row was projected ${found} far; another point of the ball is ${other} away.`,
        );
      }
    }
  }),
  law("leaves its projections where they are", ({ norm }) => {
    const once = projected(norm, drawRows(8), RADII);
    for (const [i, twice] of projected(norm, once, RADII).entries()) {
      const moved = distance(twice, once[i] as number[]);
      demand(moved <= 1e-5 * Math.max(1, distance(twice, [])), `A projection, projected again, moved by ${moved}.`);
    }
  }),
  law("starts inside the ball, at all distances", ({ norm }) => {
    const samples = Int32Array.from({ length: 200 }, (_, i) => 3 * i);
    const radius = Float32Array.from(samples, (_, i) => (i % 2 === 0 ? 0.3 : 2));
    const shares = startRows(norm, samples, radius).map((row, i) => lengthOf(norm, row) / (radius[i] as number));
    const [least, most] = [Math.min(...shares), Math.max(...shares)];
    demand(most <= 1 + 1e-5, `A start lies at ${most} of its radius.`);
    demand(least < 0.5 && most > 0.5, `All of 200 starts lie between ${least} and ${most} of their radius.`);
  }),
  law("starts each sample by itself, whatever batch it travels in, and at the origin under radius zero", ({ norm }) => {
    const samples = Int32Array.of(5, 900, 7);
    const together = startRows(norm, samples, Float32Array.of(0.3, 1, 0));
    const [alone = []] = startRows(norm, Int32Array.of(900), Float32Array.of(1));
    demand(
      distance(together[1] as number[], alone) === 0,
      `A sample starts ${distance(together[1] as number[], alone)} away in another batch.`,
    );
    demand(distance(together[2] as number[], []) === 0, `A start of radius zero lies ${distance(together[2] as number[], [])} away.`);
    demand(distance(together[0] as number[], alone) > 0, "Two samples start at the same point, 0 apart.");
  }),
];

function startRows(norm: Norm, samples: Int32Array, radius: Float32Array): number[][] {
  return tf.tidy(() => norm.start(Random.seeded(1), samples, [samples.length, SIZE], radius).arraySync() as number[][]);
}

/** Euclidean distance; what one row lacks counts as zero. */
function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));
}

function law(promise: string, check: (subject: NormSubject) => void): Law<NormSubject> {
  return {
    promise,
    check: async (subject) => {
      const before = tf.memory().numTensors;
      check(subject);
      const left = tf.memory().numTensors - before;
      demand(left === 0, `${left} tensors were left behind.`);
    },
  };
}
