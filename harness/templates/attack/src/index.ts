import { defineAttack, definePlugin, type Attack, type Plugin } from "@disentangle/core";
import { iterate, LINF, projectPoints, spreadRows } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import manifest from "../package.json" with { type: "json" };

const options = v.strictObject({
  iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.description("number of updates")), 40),
});

/**
 * Steps of 2.5 ε / T along the sign of the gradient, from a random start in the L∞ ball, in any space (Madry
 * et al., ICLR 2018).
 */
function signDescent(iterations: number): Attack {
  return {
    id: "template",
    norm: LINF,
    bounded: true,
    perturb: (problem, random, signal) =>
      iterate(
        problem,
        {
          iterations,
          keep: "first", // the first point that meets the criterion; its row then leaves the batch
          start({ space, radius }) {
            const delta = LINF.start(random, problem.samples, space.origin.shape, problem.radius);
            return { points: projectPoints(tf.add(space.origin, delta), space, radius, LINF) };
          },
          points: ({ points }) => points,
          step({ points }, { gradient }, _iteration, { space, radius }) {
            const size = spreadRows(tf.mul(radius, 2.5 / iterations), points);
            return { points: projectPoints(tf.sub(points, tf.mul(size, tf.sign(gradient))), space, radius, LINF) };
          },
        },
        signal,
      ),
  };
}

const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "template",
    title: "template",
    summary: "Projected gradient descent by the sign of the gradient, from a random start in the L∞ ball.",
    traits: { norm: "L∞", access: "gradients", bounded: true, random: true },
    options,
    make: ({ iterations }) => signDescent(iterations),
  }),
);

export default plugin;
