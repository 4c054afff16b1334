import type { SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/**
 * A space searched around zero instead of its origin: points are free, and clipped to the box when they are rendered. The released random
 * transformations are drawn so, which always magnifies: a scale around 0 is clipped up to the smallest valid one.
 *
 * Takes the given space over; disposing of the result frees both.
 */
export function aroundZero(space: SearchSpace): SearchSpace {
  const [origin, lower, upper] = [tf.zerosLike(space.origin), tf.scalar(-Infinity), tf.scalar(Infinity)];
  return {
    kind: space.kind,
    origin,
    lower,
    upper,
    render: (points) => tf.tidy(() => space.render(tf.minimum(tf.maximum(points, space.lower), space.upper))),
    select: (rows) => aroundZero(space.select(rows)),
    [Symbol.dispose]: () => {
      tf.dispose([origin, lower, upper]);
      space[Symbol.dispose]();
    },
  };
}
