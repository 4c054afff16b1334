import type { Norm } from "@disentangle/core";
import { L1, L2, LINF } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { normLaws, testNorm } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

for (const norm of [L1, L2, LINF]) testNorm(norm.name, { norm });

const change = (parts: Partial<Norm>): Norm => ({ ...L2, ...parts });

const mutants: readonly { readonly breaks: string; readonly by: string; readonly norm: Norm }[] = [
  { breaks: "an id that options", by: "an id of many words", norm: change({ id: "L two" }) },
  { breaks: "an id that options", by: "a default radius of nothing", norm: change({ radii: { latent: 0 } }) },
  { breaks: "grows in proportion", by: "squaring", norm: change({ distance: (...call) => L2.distance(...call) ** 2 }) },
  {
    breaks: "grows in proportion",
    by: "counting what is not zero",
    norm: change({
      distance: (values, origin, from, to) => values.subarray(from, to).filter((value, i) => value !== origin[from + i]).length,
    }),
  },
  {
    breaks: "no way round",
    by: "the square of a sum of roots",
    norm: change({
      distance: (values, origin, from, to) =>
        values.subarray(from, to).reduce((sum, value, i) => sum + Math.sqrt(Math.abs(value - (origin[from + i] as number))), 0) ** 2,
    }),
  },
  { breaks: "on the backend and on the host", by: "another norm on the backend", norm: change({ of: (delta) => L1.of(delta) }) },
  {
    breaks: "on the backend and on the host",
    by: "measuring all there is",
    norm: change({ distance: (values, origin) => L2.distance(values, origin, 0, values.length) }),
  },
  { breaks: "projects into the ball", by: "projecting nowhere", norm: change({ project: (delta) => delta.clone() }) },
  { breaks: "projects into the ball", by: "shrinking what is inside", norm: change({ project: (delta) => tf.mul(delta, 0) }) },
  {
    breaks: "nearest point",
    by: "stopping halfway",
    norm: change({ project: (delta, radius) => tf.tidy(() => L2.project(delta, tf.mul(radius, 0.5))) }),
  },
  { breaks: "nearest point", by: "rescaling in the ball of L∞", norm: { ...LINF, project: rescaled } },
  {
    breaks: "leaves its projections",
    by: "drawing near at each projection",
    norm: change({ project: (delta, radius) => tf.tidy(() => tf.mul(L2.project(delta, radius), 0.9)) }),
  },
  {
    breaks: "starts inside the ball",
    by: "starting at the corner",
    norm: change({ start: (...call) => tf.tidy(() => tf.mul(L2.start(...call), 3)) }),
  },
  {
    breaks: "starts inside the ball",
    by: "starting at the origin",
    norm: change({ start: (_random, _samples, shape) => tf.zeros([...shape]) }),
  },
  {
    breaks: "starts each sample by itself",
    by: "drawing by place in the batch",
    norm: change({
      start: (random, samples, ...rest) =>
        L2.start(
          random,
          samples.map((_, i) => i),
          ...rest,
        ),
    }),
  },
  {
    breaks: "starts each sample by itself",
    by: "leaking",
    norm: change({ start: (...call) => tf.keep(tf.scalar(0)) && L2.start(...call) }),
  },
];

/** Drawn back along the ray. */
function rescaled(delta: tf.Tensor, radius: tf.Tensor1D): tf.Tensor {
  return tf.tidy(() => {
    const flat = delta.reshape([radius.size, -1]);
    return flat.mul(tf.minimum(1, tf.divNoNan(radius, LINF.of(delta))).expandDims(1)).reshape(delta.shape);
  });
}

describe("what is no norm is caught", () => {
  test.each(mutants)("$by", async ({ breaks, norm }) => {
    const laws = normLaws.filter(({ promise }) => promise.includes(breaks));
    expect(laws).toHaveLength(1);
    await expect(laws[0]?.check({ norm })).rejects.toThrow(/\d|id is/u);
  });

  test("and every law catches one", () => {
    for (const { promise } of normLaws) expect(mutants.some(({ breaks }) => promise.includes(breaks))).toBe(true);
  });
});
