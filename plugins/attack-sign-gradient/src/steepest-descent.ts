import type { Attack } from "@disentangle/core";
import { iterate, L2, LINF, objectiveFor, projectPoints, spreadRows, uniformInBall, type Method } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { SignOptions } from "./options.ts";

/** A type, not an interface, because `tf.tidy` asks for an index signature. Both are [B, ...]. */
type DescentState = { readonly points: tf.Tensor; readonly velocity: tf.Tensor };

/**
 * Steps of steepest descent on the loss, each followed by the projection onto box and ball: x ← Π(x − α ·
 * sign g) under L∞, x ← Π(x − α · g / ‖g‖₂) under L2. With one step of α = ε from the origin it is the fast
 * gradient sign method, with several the basic iterative method, from a random start the PGD of Madry et al.,
 * and with momentum, where g ← μ · g + ∇ / ‖∇‖₁ (Dong et al. 2018, Eq. (6); their ‖∇‖₂ under L2), MI-FGSM.
 */
export function steepestDescent(id: string, options: SignOptions): Attack {
  const { iterations, momentum } = options;
  const norm = options.norm === "linf" ? LINF : L2;
  return {
    id,
    norm,
    bounded: true,
    perturb(problem, random, signal) {
      const method: Method<DescentState> = {
        iterations,
        keep: KEEP[options.mode],
        start: ({ space, radius }) => {
          const points =
            options.start === "origin"
              ? space.origin.clone()
              : projectPoints(
                  tf.add(space.origin, uniformInBall(norm, random, problem.samples, space.origin.shape, problem.radius)),
                  space,
                  radius,
                  norm,
                );
          return { points, velocity: tf.zerosLike(points) };
        },
        points: (state) => state.points,
        step: ({ points, velocity }, { gradient }, _, { space, radius }) => {
          const moving =
            momentum === 0 ? gradient : tf.add(tf.mul(velocity, momentum), unit(gradient, options.norm === "linf" ? "l1" : "l2"));
          const direction = options.norm === "linf" ? tf.sign(moving) : unit(moving, "l2");
          const size =
            options.absoluteStep === undefined ? tf.mul<tf.Tensor1D>(radius, options.step) : tf.fill(radius.shape, options.absoluteStep);
          const moved = tf.sub(points, tf.mul(direction, spreadRows(size, points)));
          return { points: projectPoints(moved, space, radius, norm), velocity: moving };
        },
        ...(options.mode === "last" && { met: ({ met }, _, iteration) => (iteration === iterations ? met : tf.zerosLike(met)) }),
      };
      return iterate(problem, method, signal, objectiveFor(options.loss, problem));
    },
  };
}

const KEEP = { last: "best", stopping: "first", "run-through": "best" } as const;

/** Every row at length 1; rows of zeros stay. */
function unit(gradient: tf.Tensor, norm: "l1" | "l2"): tf.Tensor {
  const [rows = 0] = gradient.shape;
  const flat = tf.reshape(gradient, [rows, -1]);
  const length = norm === "l1" ? tf.sum(tf.abs(flat), 1) : tf.sqrt(tf.sum(tf.square(flat), 1));
  return tf.divNoNan(gradient, spreadRows(length, gradient));
}
