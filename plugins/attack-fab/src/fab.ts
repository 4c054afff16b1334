import type { Attack, Random } from "@disentangle/core";
import { differenceObjective, L1, L2, likelyOthers, LINF, marginObjective, RowSearch } from "@disentangle/ops";
import { boundaryStep, distanceTo, type Boundary } from "./boundary-step.ts";
import type { FabOptions } from "./options.ts";

const NORMS = { linf: LINF, l2: L2, l1: L1 } as const;

/** How far a success is drawn back. */
const BACKWARD = 0.9;

/**
 * The Fast Adaptive Boundary attack (Croce and Hein 2020, Algorithm 1), towards one likely class after the
 * other (FAB-T) or towards whichever is nearest at each step: a step goes to where the linearised boundary
 * cuts the box nearest to the point, mixed with where it is nearest to the origin; a success is drawn back
 * towards the origin. The nearest success is kept. It starts at the origin; further starts are drawn from
 * half the ball of the smaller of radius and nearest success (Section 2.3).
 */
export function fab({ norm: name, iterations, targets, restarts, targeted }: FabOptions): Attack {
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
      const runs = targeted ? among : 1;
      for (let run = 0; run < restarts * runs && open.length > 0; run++) {
        const [restart, target] = [Math.floor(run / runs), run % runs];
        const places = targeted ? [target] : Array.from({ length: among }, (_, place) => place);
        const at = new Float32Array(open.length * search.size);
        for (const [position, row] of open.entries()) search.row(at, position).set(search.row(search.origin, row));
        if (restart > 0) await scatter(at, open, random.fork("restart", run));
        for (let iteration = 0; iteration < iterations; iteration++) {
          const boundaries = await nearestBoundaries(at, places);
          for (const [position, row] of open.entries()) {
            boundaryStep(name, search, row, search.row(at, position), boundaries[position] as Boundary);
          }
          const { met } = await search.look(open, at, { objective, targets: aimsAt(places[0] as number) });
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

      /** The class in that place of every open row. */
      function aimsAt(place: number): Int32Array {
        return Int32Array.from(open, (row) => others[row]?.[place] as number);
      }

      /**
       * Of the boundaries with the classes in those places, the one nearest to each point by its
       * linearisation.
       */
      async function nearestBoundaries(at: Float32Array, places: readonly number[]): Promise<readonly Boundary[]> {
        const found: (Boundary & { readonly distance: number })[] = [];
        for (const place of places) {
          const { loss, gradient } = await search.look(open, at, { objective, gradient: true, targets: aimsAt(place) });
          for (const position of open.keys()) {
            const normal = search.row(gradient, position);
            const boundary = { loss: loss[position] as number, normal };
            // Where there is one alone, it is the nearest.
            const distance = places.length === 1 ? 0 : distanceTo(name, boundary);
            if (found[position] === undefined || distance < found[position].distance) found[position] = { ...boundary, distance };
          }
        }
        return found;
      }

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
}

function drawBack(search: RowSearch, row: number, point: Float32Array): void {
  const origin = search.row(search.origin, row);
  for (let i = 0; i < search.size; i++) point[i] = (1 - BACKWARD) * (origin[i] as number) + BACKWARD * (point[i] as number);
  search.clip(point, row);
}
