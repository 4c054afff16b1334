import type { Attack } from "@disentangle/core";
import { marginObjective, RowSearch } from "@disentangle/ops";
import type { Ball } from "./ball.ts";
import type { FmnOptions } from "./options.ts";

/** What the share by which the radius changes falls to, and the step size as a share of the first. */
const [LAST_RADIUS_STEP, LAST_STEP] = [0.001, 0.01];

/**
 * The fast minimum-norm attack (Pintor et al., *Fast Minimum-norm Adversarial Attacks through Adaptive Norm
 * Constraints*, NeurIPS 2021, Algorithm 1): normalised gradient steps on the margin in a ball that shrinks
 * while the point is adversarial and grows while it is not; as long as no point was, the radius is where the
 * linearised boundary lies. The smallest adversarial point is kept. It starts at the origin and draws nothing
 * at random.
 */
export function fmn(id: string, ball: Ball, { iterations, stepSize, radiusStep }: FmnOptions): Attack {
  return {
    id,
    norm: ball.norm,
    bounded: false,
    async perturb(problem, _random, signal) {
      using search = await RowSearch.open(problem, signal);
      const objective = marginObjective({ targeted: problem.criterion.aim === "reach" });
      const rows = search.all();
      const points = Float32Array.from(search.origin);
      const nearest = new Float32Array(search.rows).fill(Infinity);
      const radius = new Float64Array(search.rows).fill(Infinity);
      for (let iteration = 0; iteration <= iterations && rows.length > 0; iteration++) {
        const last = iteration === iterations;
        const look = await search.look(rows, points, { objective, gradient: !last });
        const [gamma, alpha] = [cosine(radiusStep, LAST_RADIUS_STEP), cosine(stepSize, stepSize * LAST_STEP)].map((at) =>
          at(iteration / iterations),
        ) as [number, number];
        for (const row of rows) {
          const point = search.row(points, row);
          const length = ball.norm.distance(point, search.row(search.origin, row), 0, search.size);
          const met = look.met[row] === 1;
          if (met && length < (nearest[row] as number)) {
            nearest[row] = length;
            search.take(row, point);
          }
          if (last) continue;
          const gradient = search.row(look.gradient, row);
          radius[row] = nextRadius(row, met, length, look.loss[row] as number, gradient, gamma);
          step(search, row, point, gradient, alpha, radius[row]);
        }
      }
      return search.propose();

      function nextRadius(row: number, met: boolean, length: number, loss: number, gradient: Float32Array, gamma: number): number {
        const now = radius[row] as number;
        const counts = ball.norm.id === "l0";
        if (met) {
          const smaller = counts ? Math.min(now - 1, Math.floor(now * (1 - gamma))) : now * (1 - gamma);
          return Math.min(smaller, nearest[row] as number);
        }
        if (nearest[row] === Infinity && !counts) {
          const boundary = length + ball.distanceTo(Math.max(loss, 0), gradient);
          // A little further, or rounding may hold the point on this side of a boundary that is a plane.
          return boundary * (1 + LAST_RADIUS_STEP);
        }
        if (now === Infinity) return ball.distanceTo(loss, gradient);
        return counts ? Math.max(now + 1, Math.floor(now * (1 + gamma))) : now * (1 + gamma);
      }
    },
  };

  /** A step of L2 length α along the gradient, into ball and box; a row without gradient stays. */
  function step(search: RowSearch, row: number, point: Float32Array, gradient: Float32Array, alpha: number, radius: number): void {
    let length = 0;
    for (const slope of gradient) length += slope * slope;
    if (length === 0) return;
    const origin = search.row(search.origin, row);
    const scale = alpha / Math.sqrt(length);
    for (let i = 0; i < search.size; i++) point[i] = (point[i] as number) - scale * (gradient[i] as number) - (origin[i] as number);
    ball.project(point, Math.max(radius, 0));
    for (let i = 0; i < search.size; i++) point[i] = (point[i] as number) + (origin[i] as number);
    search.clip(point, row);
  }
}

/** From one value to another along half a cosine, of the share of the way. */
function cosine(from: number, to: number): (share: number) => number {
  return (share) => to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
