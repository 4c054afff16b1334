import type { Attack } from "@disentangle/core";
import { differenceObjective, L2, likelyOthers, LINF, marginObjective, RowSearch } from "@disentangle/ops";
import { linearBoundary, linearStep, stepLength } from "./linear-step.ts";
import type { DeepFoolOptions } from "./options.ts";

const NORMS = { linf: LINF, l2: L2 } as const;

/**
 * DeepFool (Moosavi-Dezfooli, Fawzi and Frossard 2016, Algorithm 2): steps to the nearest of the linearised
 * boundaries with the likely classes, until the sum of the steps, a little overshot, is misclassified. It
 * proposes that point, brought into the box, which the steps themselves do not see; it starts at the origin
 * and draws nothing at random.
 */
export function deepFool({ norm: name, iterations, candidates, overshoot }: DeepFoolOptions): Attack {
  const norm = NORMS[name];
  return {
    id: "deepfool",
    norm,
    bounded: false,
    async perturb(problem, _random, signal) {
      using search = await RowSearch.open(problem, signal);
      const reach = problem.criterion.aim === "reach";
      const objective = reach ? marginObjective({ targeted: true }) : differenceObjective;
      let open = search.all();
      if (open.length === 0) return search.propose();
      const first = await search.look(open, search.origin, { objective });
      const others = Array.from(open, (row) => likelyOthers(first.logits, row, first.classes, problem.labels[row] as number));
      const among = reach ? 1 : Math.min(candidates, first.classes - 1);
      open = open.filter((_, row) => first.met[row] === 0);
      // Where the steps have led, before the overshoot. [B · D]
      const reached = Float32Array.from(search.origin);
      const shortest = new Float32Array(search.rows * search.size);
      for (let iteration = 0; iteration < iterations && open.length > 0; iteration++) {
        const at = pick(search, search.best, open);
        const length = new Float32Array(search.rows).fill(Infinity);
        for (let place = 0; place < among; place++) {
          const targets = Int32Array.from(open, (row) => others[row]?.[place] as number);
          const { loss, gradient } = await search.look(open, at, { objective, gradient: true, targets });
          for (const [position, row] of open.entries()) {
            const boundary = linearBoundary(name, loss[position] as number, search.row(gradient, position));
            const needed = stepLength(boundary);
            if (needed >= (length[row] as number)) continue;
            length[row] = needed;
            linearStep(name, boundary, needed, search.row(shortest, row));
          }
        }
        for (const row of open) if (length[row] !== Infinity) advance(search, row, search.row(reached, row), search.row(shortest, row));
        const look = await search.look(open, pick(search, search.best, open), { objective });
        open = open.filter((_, position) => look.met[position] === 0);
      }
      return search.propose();
    },
  };

  /** Adds a step, and proposes the sum of all of them, overshot. */
  function advance(search: RowSearch, row: number, reached: Float32Array, step: Float32Array): void {
    const origin = search.row(search.origin, row);
    const best = search.row(search.best, row);
    for (let i = 0; i < search.size; i++) {
      reached[i] = (reached[i] as number) + (step[i] as number);
      best[i] = (origin[i] as number) + (1 + overshoot) * ((reached[i] as number) - (origin[i] as number));
    }
    search.clip(best, row);
  }
}

/** Those rows of an array [B · D]. */
function pick(search: RowSearch, values: Float32Array, rows: Int32Array): Float32Array {
  const chosen = new Float32Array(rows.length * search.size);
  for (const [position, row] of rows.entries()) chosen.set(search.row(values, row), position * search.size);
  return chosen;
}
