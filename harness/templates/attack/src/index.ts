import { CONTRACT, parseOptions, type Attack, type Plugin } from "@disentangle/core";
import { iterate, projectPoints, spreadRows, startInBall } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import manifest from "../package.json" with { type: "json" };

const options = v.strictObject({ iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 40) });

/** Steps of 2.5 ε / T along the sign of the gradient, from a random start in the L∞ ball, in any space (Madry et al., ICLR 2018). */
function signDescent(iterations: number): Attack {
  return {
    id: "template",
    norm: Infinity,
    bounded: true,
    perturb: (problem, random, signal) =>
      iterate(
        problem,
        {
          iterations,
          keep: "first", // the first point that meets the criterion; its row then leaves the batch
          start({ space, radius }) {
            const delta = startInBall(random, problem.samples, space.origin.shape, problem.radius, Infinity);
            return { points: projectPoints(tf.add(space.origin, delta), space, radius, Infinity) };
          },
          points: ({ points }) => points,
          step({ points }, { gradient }, _iteration, { space, radius }) {
            const size = spreadRows(tf.mul(radius, 2.5 / iterations), points);
            return { points: projectPoints(tf.sub(points, tf.mul(size, tf.sign(gradient))), space, radius, Infinity) };
          },
        },
        signal,
      ),
  };
}

const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "attack",
      id: "template",
      about: {
        title: "template",
        summary: "Projected gradient descent by the sign of the gradient, from a random start in the L∞ ball.",
        options: { iterations: "number of updates, default 40" },
        traits: { norm: "L∞", access: "gradients", bounded: true, random: true },
      },
      configure(raw) {
        const { iterations } = parseOptions("attack template", options, raw);
        return async () => signDescent(iterations);
      },
    },
  ],
};

export default plugin;
