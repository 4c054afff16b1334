import type { Objective, Problem, Proposal } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "../gather-rows.ts";
import { loss, lossGradient } from "../loss-gradient.ts";
import { BestPoints } from "./best-points.ts";
import { FirstPoints } from "./first-points.ts";
import { zeroRows } from "./keep-best.ts";
import type { GradientLook, Look, Method, State } from "./method.ts";
import { OpenRows } from "./open-rows.ts";
import { pace } from "./pace.ts";
import type { ProposalCollector } from "./proposal-collector.ts";

/**
 * The one loop of all iterative attacks: look, keep, let solved rows go, step. Frees all it makes but the
 * proposal, also when it is aborted or the classifier throws.
 *
 * @param objective what to minimise, where it is not the problem's own
 * @throws Fault `aborted` before the iteration after the signal
 */
export async function iterate<S extends State>(
  problem: Problem,
  method: Method<S>,
  signal: AbortSignal,
  objective: Objective = problem.objective,
): Promise<Proposal> {
  const turn = pace(signal);
  await turn();
  const rows = new OpenRows(problem, objective);
  const collector: ProposalCollector<S> = method.keep === "first" ? new FirstPoints(problem, method) : new BestPoints(problem, method);
  let state: S | undefined;
  let look: Look | undefined;
  try {
    state = tf.tidy(() => method.start(rows));
    for (let iteration = 0; iteration <= method.iterations && rows.rows.length > 0; iteration++) {
      await turn();
      look = lookAt(method, state, rows, iteration);
      const open = await collector.take(look, iteration, rows, state);
      if (open !== undefined && open.length < rows.rows.length) {
        if (open.length > 0) [state, look] = [narrowed(state, open), narrowed(look, open)];
        rows.narrow(open);
      }
      if (look.gradient !== undefined && rows.rows.length > 0) state = stepped(method, state, look as GradientLook, iteration, rows);
      release(look, state);
      look = undefined;
    }
    return await collector.finish();
  } finally {
    tf.dispose([{ ...state }, { ...look }]);
    rows[Symbol.dispose]();
    collector[Symbol.dispose]();
  }
}

function lookAt<S extends State>(method: Method<S>, state: S, rows: OpenRows, iteration: number): Look {
  return tf.tidy(() => {
    // A clone, because the points may be the state's own, and the look is freed before it.
    const points = method.points(state, rows).clone();
    const targets = method.targets?.(state);
    const seen = iteration < method.iterations ? lossGradient(rows, points, targets) : loss(rows, points, targets);
    const look: Look = { points, ...seen, met: rows.criterion.met(seen.logits, rows.labels) };
    const zero = look.gradient === undefined ? {} : { zero: zeroRows(look.gradient) };
    return { ...look, ...zero, met: method.met?.(look, rows, iteration) ?? look.met };
  });
}

function stepped<S extends State>(method: Method<S>, state: S, look: GradientLook, iteration: number, rows: OpenRows): S {
  const next = tf.tidy(() => method.step(state, look, iteration, rows));
  release(state, next);
  return next;
}

/** Frees tensors, but those that are carried on. */
function release(tensors: State | Look, carried: State): void {
  const kept = new Set(Object.values(carried));
  tf.dispose(Object.values(tensors as State).filter((tensor) => !kept.has(tensor)));
}

/** Those rows of every tensor; the tensors given are freed. */
function narrowed<T extends State | Look>(tensors: T, positions: Int32Array): T {
  const chosen = Object.entries(tensors as State).map(([name, tensor]) => [name, gatherRows(tensor, positions)] as const);
  tf.dispose({ ...tensors });
  return Object.fromEntries(chosen) as T;
}
