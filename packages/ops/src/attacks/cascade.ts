import type { Attack, Norm, Problem, Proposal, Random } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { gatherRows } from "../gather-rows.ts";
import { RowCounts } from "./row-counts.ts";

/** One attack of a cascade. */
export interface Stage extends Pick<Attack, "bounded" | "perturb"> {
  readonly name: string;
}

/** Relative rounding of a norm that still counts as inside the ball. */
const ROUNDING = 1e-6;

/**
 * Attacks one after the other, each given the rows that those before it could not solve: the worst case over
 * all of them at the price of the cheapest that succeeds. A stage that is not bounded solves a row where what
 * it found lies within the radius. A row that none solves keeps the last point of the bounded ones, else the
 * origin.
 *
 * Stage i draws from `random.fork("stage", i)`. Counts are sums over the stages, iterations go on from the
 * forward passes that a row has cost before.
 */
export async function cascade(
  problem: Problem,
  norm: Norm,
  stages: readonly Stage[],
  random: Random,
  signal: AbortSignal,
): Promise<Proposal> {
  const rows = problem.labels.length;
  const counts = new RowCounts(rows);
  const found = new Int32Array(rows).fill(-1);
  // Where in the concatenated points of all stages each row's proposal lies; the origin comes first.
  const place = Int32Array.from({ length: rows }, (_, row) => row);
  const points: tf.Tensor[] = [problem.space.origin];
  let held = rows;
  let open = Int32Array.from(place);
  try {
    for (const [index, stage] of stages.entries()) {
      if (open.length === 0) break;
      using part = problemOf(problem, open);
      using proposal = await stage.perturb(part.problem, random.fork("stage", index), signal);
      const inside = stage.bounded ? undefined : await withinRadius(part.problem, proposal, norm);
      for (const [position, row] of open.entries()) {
        const iteration = proposal.iterations[position] as number;
        const solved = iteration >= 0 && inside?.[position] !== 0;
        if (solved) [counts.iterations[row], found[row]] = [iteration + (counts.forwards[row] as number), index];
        if (solved || stage.bounded) place[row] = held + position;
        for (const name of ["gradients", "forwards", "zeroGradients"] as const) {
          counts[name][row] = (counts[name][row] as number) + (proposal[name][position] as number);
        }
        counts.stalled[row] = proposal.stalled?.[position] ?? 0;
      }
      points.push(proposal.points.clone());
      held += open.length;
      open = open.filter((row) => found[row] === -1);
    }
    const proposal = counts.propose(tf.tidy(() => gatherRows(tf.concat(points), place)));
    return { ...proposal, parts: { names: stages.map(({ name }) => name), found } };
  } finally {
    tf.dispose(points.slice(1));
  }
}

/** The problem of those rows alone. */
function problemOf(problem: Problem, rows: Int32Array): { readonly problem: Problem } & Disposable {
  if (rows.length === problem.labels.length) return { problem, [Symbol.dispose]: () => undefined };
  const space = problem.space.select(rows);
  const pick = (values: Int32Array): Int32Array => Int32Array.from(rows, (row) => values[row] as number);
  const radius = Float32Array.from(rows, (row) => problem.radius[row] as number);
  const part = { ...problem, space, labels: pick(problem.labels), samples: pick(problem.samples), radius };
  return { problem: part, [Symbol.dispose]: () => space[Symbol.dispose]() };
}

/** Whether proposed points lie in the ball. [B] */
async function withinRadius({ space, radius }: Problem, { points }: Proposal, norm: Norm): Promise<Uint8Array> {
  const lengths = tf.tidy(() => norm.of(tf.sub(points, space.origin)));
  try {
    const values = await lengths.data();
    return Uint8Array.from(radius, (limit, row) => ((values[row] as number) <= limit * (1 + ROUNDING) ? 1 : 0));
  } finally {
    lengths.dispose();
  }
}
