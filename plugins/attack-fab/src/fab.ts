import type { Attack, Random } from "@disentangle/core";
import { differenceObjective, L1, L2, likelyOthers, LINF, marginObjective, moveToPlane, RowSearch, type PlaneMove } from "@disentangle/ops";
import type { FabOptions } from "./options.ts";

const NORMS = { linf: LINF, l2: L2, l1: L1 } as const;

/** Most weight of the way from the origin, overshoot over the plane, and how far a success is drawn back. */
const [MOST_BIAS, OVERSHOOT, BACKWARD] = [0.1, 1.05, 0.9];

/**
 * The Fast Adaptive Boundary attack (Croce and Hein 2020, Algorithm 1), towards one likely class after the other
 * (FAB-T): each step goes to where the linearised boundary cuts the box nearest to the point, mixed with where it is
 * nearest to the origin; a success is drawn back towards the origin. The nearest success is kept. It starts at the
 * origin; further starts are drawn from half the ball of the smaller of radius and nearest success (Section 2.3).
 */
export function fab({ norm: name, iterations, targets, restarts }: FabOptions): Attack {
  const norm = NORMS[name];
  return {
    id: "fab",
    norm,
    bounded: false,
    async perturb(problem, random, signal) {
      using search = await RowSearch.open(problem, signal);
      const reach = problem.criterion.aim === "reach";
      const objective = reach ? marginObjective({ targeted: true }) : differenceObjective;
      const nearest = new Float32Array(search.rows).fill(Infinity);
      const rows = search.all();
      const points = Float32Array.from(search.origin);
      if (rows.length === 0) return search.propose();
      const first = await search.look(rows, points, { objective });
      // Where the origin is a success already, nothing is nearer.
      const open = rows.filter((_, row) => first.met[row] === 0);
      const others = Array.from(rows, (row) => likelyOthers(first.logits, row, first.classes, problem.labels[row] as number));
      const among = reach ? 1 : Math.min(targets, first.classes - 1);
      for (let run = 0; run < restarts * among && open.length > 0; run++) {
        const [restart, target] = [Math.floor(run / among), run % among];
        const aims = Int32Array.from(open, (row) => others[row]?.[target] as number);
        const at = new Float32Array(open.length * search.size);
        for (const [position, row] of open.entries()) search.row(at, position).set(search.row(search.origin, row));
        if (restart > 0) await scatter(at, open, random.fork("restart", run));
        for (let iteration = 0; iteration < iterations; iteration++) {
          const { loss, gradient } = await search.look(open, at, { objective, gradient: true, targets: aims });
          for (const [position, row] of open.entries()) {
            step(search, row, search.row(at, position), search.row(gradient, position), loss[position] as number);
          }
          const { met } = await search.look(open, at, { objective, targets: aims });
          for (const [position, row] of open.entries()) {
            if (met[position] === 0) continue;
            const point = search.row(at, position);
            const length = norm.distance(point, search.row(search.origin, row), 0, search.size);
            if (length < (nearest[row] as number)) search.take(row, point);
            nearest[row] = Math.min(nearest[row] as number, length);
            drawBack(search, row, point);
          }
        }
      }
      return search.propose();

      /** Moves points from the origin into half the ball that is left to search. */
      async function scatter(at: Float32Array, open: Int32Array, stream: Random): Promise<void> {
        const samples = Int32Array.from(open, (row) => problem.samples[row] as number);
        const half = Float32Array.from(open, (row) => Math.min(nearest[row] as number, problem.radius[row] as number) / 2);
        const drawn = norm.start(stream, samples, [open.length, ...search.shape], half);
        const moves = await drawn.data<"float32">().finally(() => drawn.dispose());
        for (const [position, row] of open.entries()) {
          const point = search.row(at, position);
          for (let i = 0; i < search.size; i++) point[i] = (point[i] as number) + (moves[position * search.size + i] as number);
          search.clip(point, row);
        }
      }
    },
  };

  /** Moves the point to where the planes through the linearised boundary are nearest to it and to the origin. */
  function step(search: RowSearch, row: number, point: Float32Array, normal: Float32Array, loss: number): void {
    const origin = search.row(search.origin, row);
    const [lower, upper] = [search.row(search.lower, row), search.row(search.upper, row)];
    const along: Omit<PlaneMove, "from"> = { normal, lower, upper };
    const [here, there] = [new Float32Array(search.size), new Float32Array(search.size)];
    const fromPoint = moveToPlane(name, { from: point, ...along }, -loss, here);
    // What the linearised loss is at the origin.
    let atOrigin = loss;
    for (let i = 0; i < search.size; i++) atOrigin += (normal[i] as number) * ((origin[i] as number) - (point[i] as number));
    const fromOrigin = moveToPlane(name, { from: origin, ...along }, -atOrigin, there);
    const total = fromPoint + fromOrigin;
    const bias = total > 0 ? Math.min(fromPoint / total, MOST_BIAS) : 0;
    for (let i = 0; i < search.size; i++) {
      const mine = (point[i] as number) + OVERSHOOT * (here[i] as number);
      const its = (origin[i] as number) + OVERSHOOT * (there[i] as number);
      point[i] = (1 - bias) * mine + bias * its;
    }
    search.clip(point, row);
  }
}

function drawBack(search: RowSearch, row: number, point: Float32Array): void {
  const origin = search.row(search.origin, row);
  for (let i = 0; i < search.size; i++) point[i] = (1 - BACKWARD) * (origin[i] as number) + BACKWARD * (point[i] as number);
  search.clip(point, row);
}
