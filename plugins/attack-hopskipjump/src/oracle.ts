import type { Norm } from "@disentangle/core";
import { marginObjective, type RowSearch } from "@disentangle/ops";

/** Asks of one row whether points are adversarial, within a budget, and keeps the nearest that is. */
export class Oracle {
  readonly origin: Float32Array;
  readonly #search: RowSearch;
  readonly #norm: Norm;
  readonly #row: number;
  readonly #one: Int32Array;
  #left: number;
  #nearest = Infinity;

  constructor(search: RowSearch, norm: Norm, row: number, queries: number) {
    [this.#search, this.#norm, this.#row, this.#left] = [search, norm, row, queries];
    this.#one = Int32Array.of(row);
    this.origin = search.row(search.origin, row);
  }

  /** Queries that are left. */
  get left(): number {
    return this.#left;
  }

  /** Distance of a point from the origin. */
  distance(point: Float32Array): number {
    return this.#norm.distance(point, this.origin, 0, point.length);
  }

  /**
   * Whether each of those points [b · D], brought into the box, is adversarial; false where no query is left.
   */
  async ask(points: Float32Array): Promise<readonly boolean[]> {
    const size = this.origin.length;
    const count = points.length / size;
    const asked = Math.min(count, this.#left);
    if (asked === 0) return Array.from({ length: count }, () => false);
    this.#left -= asked;
    for (let i = 0; i < count; i++) this.#search.clip(points.subarray(i * size, (i + 1) * size), this.#row);
    const rows = asked === 1 ? this.#one : new Int32Array(asked).fill(this.#row);
    const { met } = await this.#search.look(rows, points.subarray(0, asked * size), { objective: marginObjective() });
    for (let i = 0; i < asked; i++) {
      const point = points.subarray(i * size, (i + 1) * size);
      const distance = this.distance(point);
      if (met[i] !== 1 || distance >= this.#nearest) continue;
      this.#nearest = distance;
      this.#search.take(this.#row, point);
    }
    return Array.from({ length: count }, (_, i) => met[i] === 1);
  }
}
