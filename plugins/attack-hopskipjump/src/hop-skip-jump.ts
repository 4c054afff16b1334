import type { Attack, Random } from "@disentangle/core";
import { L2, LINF, RowSearch } from "@disentangle/ops";
import { Oracle } from "./oracle.ts";
import type { HopSkipJumpOptions } from "./options.ts";

const NORMS = { l2: L2, linf: LINF } as const;
/** Most random points that are tried as a start. */
const STARTS = 100;
/** First width of the estimate, as a share of the box. */
const FIRST_WIDTH = 0.1;
/** Most queries of one estimate. */
const MOST_QUERIES = 10_000;

/**
 * HopSkipJump (Chen, Jordan and Wainwright 2020, Algorithm 2): from a random adversarial point to the
 * boundary by bisection, then again and again an estimate of the boundary's normal from decisions alone, a
 * step along it and a bisection back. It sees no scores. The nearest adversarial point is kept; a row for
 * which no random point is adversarial keeps its origin.
 */
export function hopSkipJump({ norm: name, queries, firstQueries }: HopSkipJumpOptions): Attack {
  const norm = NORMS[name];
  return {
    id: "hopskipjump",
    norm,
    bounded: false,
    async perturb(problem, random, signal) {
      using search = await RowSearch.open(problem, signal);
      for (const row of search.all()) {
        const oracle = new Oracle(search, norm, row, queries);
        const [fallen] = await oracle.ask(Float32Array.from(oracle.origin));
        if (fallen === true) continue;
        await walk(oracle, search.row(search.lower, row), search.row(search.upper, row), random.fork(problem.samples[row] as number));
      }
      return search.propose();
    },
  };

  async function walk(oracle: Oracle, lower: Float32Array, upper: Float32Array, random: Random): Promise<void> {
    const size = lower.length;
    // What bisection leaves, as a share of the way.
    const gap = name === "l2" ? size ** -1.5 : size ** -2;
    let point = await randomStart(oracle, lower, upper, random);
    if (point === undefined) return;
    point = await bisect(oracle, point, gap);
    const extent = lower.reduce((sum, low, i) => sum + (upper[i] as number) - low, 0) / size;
    for (let iteration = 1; oracle.left > 0; iteration++) {
      const distance = oracle.distance(point);
      if (distance === 0) return;
      const width = iteration === 1 ? FIRST_WIDTH * extent : (name === "l2" ? Math.sqrt(size) : size) * gap * distance;
      const count = Math.min(Math.round(firstQueries * Math.sqrt(iteration)), MOST_QUERIES);
      const direction = await estimate(oracle, point, width, count, random);
      let step = distance / Math.sqrt(iteration);
      for (;;) {
        const moved = Float32Array.from(point, (value, i) => value + step * (direction[i] as number));
        if (oracle.left === 0) return;
        const [adversarial] = await oracle.ask(moved);
        if (adversarial === true) {
          point = await bisect(oracle, moved, gap);
          break;
        }
        step /= 2;
        if (step < distance * 1e-6) break;
      }
    }
  }

  /**
   * Where the way from the origin becomes adversarial, on that side; under L∞ all changes are cut off alike.
   */
  async function bisect(oracle: Oracle, from: Float32Array, gap: number): Promise<Float32Array> {
    const distance = oracle.distance(from);
    let [low, high, best] = [0, 1, from];
    while (high - low > gap && oracle.left > 0) {
      const share = (low + high) / 2;
      const between = Float32Array.from(from, (value, i) => {
        const origin = oracle.origin[i] as number;
        if (name === "l2") return origin + share * (value - origin);
        return Math.min(Math.max(value, origin - share * distance), origin + share * distance);
      });
      const [adversarial] = await oracle.ask(between);
      if (adversarial === true) [high, best] = [share, between];
      else low = share;
    }
    return best;
  }

  /** The direction in which random points nearby are adversarial more often, of length 1 (Eq. (16)). */
  async function estimate(oracle: Oracle, point: Float32Array, width: number, count: number, random: Random): Promise<Float32Array> {
    const size = point.length;
    const moves = new Float32Array(count * size);
    for (let one = 0; one < count; one++) {
      const move = moves.subarray(one * size, (one + 1) * size);
      for (let i = 0; i < size; i++) move[i] = random.normal();
      const length = Math.hypot(...move);
      for (let i = 0; i < size; i++) move[i] = (move[i] as number) / length;
    }
    const points = Float32Array.from(moves, (move, i) => (point[i % size] as number) + width * move);
    const signs = (await oracle.ask(points)).map((adversarial) => (adversarial ? 1 : -1));
    const mean = signs.reduce<number>((sum, sign) => sum + sign, 0) / count;
    const direction = new Float32Array(size);
    for (const [one, sign] of signs.entries()) {
      // What the box has cut off did not move. Where all agree, their mean says nothing and is left in.
      const weight = Math.abs(mean) === 1 ? sign : sign - mean;
      for (let i = 0; i < size; i++) {
        direction[i] = (direction[i] as number) + (weight * ((points[one * size + i] as number) - (point[i] as number))) / width;
      }
    }
    if (name === "linf") return direction.map(Math.sign);
    const length = Math.hypot(...direction);
    return length === 0 ? direction : direction.map((value) => value / length);
  }
}

/** A uniform point of the box that is adversarial, if one of so many is. */
async function randomStart(oracle: Oracle, lower: Float32Array, upper: Float32Array, random: Random): Promise<Float32Array | undefined> {
  for (let tried = 0; tried < STARTS && oracle.left > 0; tried++) {
    const point = Float32Array.from(lower, (low, i) => low + ((upper[i] as number) - low) * random.uniform());
    const [adversarial] = await oracle.ask(point);
    if (adversarial === true) return point;
  }
  return undefined;
}
