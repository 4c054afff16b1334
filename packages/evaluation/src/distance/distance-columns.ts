import type { DistanceRecord } from "@disentangle/core";

/** What was measured of a population; one number per image. */
export type MeasuredDistances = Pick<DistanceRecord, "distance" | "perturbation" | "toOriginal" | "residual" | "tangent">;

/** Columns of one population's record, batch after batch. */
export class DistanceColumns {
  readonly #samples: number[] = [];
  readonly #columns = new Map<keyof MeasuredDistances, number[]>([
    ["distance", []],
    ["perturbation", []],
    ["toOriginal", []],
  ]);

  /** @param left 1 for rows to leave out. [B] */
  add(samples: Int32Array, measured: MeasuredDistances, left: Uint8Array | undefined): void {
    for (const name of ["residual", "tangent"] as const) {
      if (measured[name] !== undefined && !this.#columns.has(name)) this.#columns.set(name, []);
    }
    samples.forEach((sample, row) => {
      if (left?.[row] === 1) return;
      this.#samples.push(sample);
      for (const [name, column] of this.#columns) column.push((measured[name] as Float32Array)[row] as number);
    });
  }

  finish(): MeasuredDistances & { readonly samples: Int32Array } {
    const columns = Object.fromEntries([...this.#columns].map(([name, column]) => [name, Float32Array.from(column)]));
    return { samples: Int32Array.from(this.#samples), ...(columns as unknown as MeasuredDistances) };
  }
}
