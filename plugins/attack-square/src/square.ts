import type { Attack } from "@disentangle/core";
import { L1, L2, LINF, marginObjective, RowSearch } from "@disentangle/ops";
import { bumps } from "./bumps.ts";
import { corners } from "./corners.ts";
import type { SquareOptions } from "./options.ts";
import type { Shape } from "./patch.ts";
import { shareAt } from "./schedule.ts";

const NORMS = { linf: LINF, l2: L2, l1: L1 } as const;
const PROPOSERS = { linf: corners, l2: bumps(2), l1: bumps(1) } as const;

/**
 * Square Attack (Andriushchenko et al. 2020): random search that changes one patch of a row at a time and
 * keeps what lowers the margin of the reference class. It asks for scores alone. On images a patch is a
 * square; codes and transformations, whose coordinates have no neighbours, change random coordinates instead.
 * A row leaves as soon as it falls.
 */
export function square({ norm: name, queries, share }: SquareOptions): Attack {
  const [norm, proposer] = [NORMS[name], PROPOSERS[name]];
  return {
    id: "square",
    norm,
    bounded: true,
    async perturb(problem, random, signal) {
      using search = await RowSearch.open(problem, signal);
      const shape: Shape = search.image === undefined ? { size: search.size } : { image: search.image };
      const objective = marginObjective({ targeted: problem.criterion.aim === "reach" });
      const streams = Array.from(problem.samples, (sample) => random.fork(sample));
      const lowest = new Float32Array(search.rows).fill(Infinity);
      const [delta, trial] = [new Float32Array(search.size), new Float32Array(search.size)];
      let open = search.all();
      let points = new Float32Array(open.length * search.size);
      for (let query = 0; query < queries && open.length > 0; query++) {
        for (const [position, row] of open.entries()) {
          const [stream, radius] = [streams[row] as (typeof streams)[number], problem.radius[row] as number];
          const [origin, best] = [search.row(search.origin, row), search.row(search.best, row)];
          for (let i = 0; i < search.size; i++) delta[i] = (best[i] as number) - (origin[i] as number);
          if (query === 0) proposer.start(stream, shape, radius, delta);
          else proposer.change(stream, shape, shareAt(query, queries, share), radius, delta);
          for (let i = 0; i < search.size; i++) trial[i] = (origin[i] as number) + (delta[i] as number);
          search.clip(trial, row);
          points.set(trial, position * search.size);
        }
        const look = await search.look(open, points, { objective });
        for (const [position, row] of open.entries()) {
          const better = (look.loss[position] as number) < (lowest[row] as number);
          if (!better && look.met[position] === 0) continue;
          lowest[row] = look.loss[position] as number;
          search.take(row, search.row(points, position));
        }
        if (!look.met.includes(1)) continue;
        open = open.filter((_, position) => look.met[position] === 0);
        points = new Float32Array(open.length * search.size);
      }
      return search.propose();
    },
  };
}
