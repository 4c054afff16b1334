import type { DistanceRecord, Population } from "@disentangle/core";
import * as v from "valibot";
import { attacked, count, described, list, maybeFinite, row, text } from "./fields.ts";
import { finite } from "./finite.ts";

const POPULATIONS = ["adversarial", "clean", "noise", "control", "shrunk"] as const satisfies readonly Population[];

/** Bins of the histograms: those of the original experiments. */
const BINS = 100;

/** Quantiles of a sample. */
export interface Quantiles extends v.InferOutput<typeof quantilesSchema> {}
const quantilesSchema = row("Quantiles", "Quantiles of a sample; null where it holds no finite number.", {
  q05: maybeFinite,
  q25: maybeFinite,
  q50: maybeFinite,
  q75: maybeFinite,
  q95: maybeFinite,
});

/** Distances to the manifold of one population of images. */
export interface DistanceRow extends v.InferOutput<typeof distanceSchema> {}
/** Schema of {@link DistanceRow}. */
export const distanceSchema = row("DistanceRow", "Distances to a manifold of one population of images.", {
  ...attacked,
  population: described(
    v.picklist(POPULATIONS),
    "`adversarial`: the adversarial examples; `clean`: their originals; `noise`: random noise of the same norm; `control`: moves known to stay on the manifold; `shrunk`: the latter shrunk to the norm of the perturbation.",
  ),
  ruler: described(text, "Id of the manifold that measured."),
  exact: described(v.boolean(), "Whether that manifold is the true one."),
  n: described(count, "Images."),
  distance: described(quantilesSchema, "‖x̃ − π(x̃)‖₂."),
  perturbation: described(quantilesSchema, "‖x̃ − x‖₂."),
  toOriginal: described(quantilesSchema, "‖π(x̃) − x‖₂."),
  ratio: described(v.nullable(quantilesSchema), "‖x̃ − π(x̃)‖₂ / ‖x̃ − x‖₂; null where nothing was perturbed."),
  residual: v.exactOptional(described(quantilesSchema, "A second distance of the ruler, such as that to a subspace centred elsewhere.")),
  tangent: v.exactOptional(
    described(
      quantilesSchema,
      "Share of ‖x̃ − x‖₂ in the tangent space of the manifold at x, in [0, 1]; where the ruler has codes, and not of clean images.",
    ),
  ),
  histogram: described(
    v.pipe(v.object({ lower: v.number(), upper: v.number(), counts: list(count, "From the lowest bin up.") }), v.readonly()),
    "Counts of the distance in equal bins from `lower` to `upper`; the same bins for all rows of one ruler.",
  ),
});

/**
 * Rows of `result.json` for measured distances: quantiles (linear between order statistics) and histograms,
 * which share their bins, 100 equal ones from 0 to the largest finite distance of all records of a ruler.
 * Distances that are not finite are left out of both.
 */
export function distanceRows(records: readonly DistanceRecord[]): DistanceRow[] {
  const reach = new Map<string, number>();
  for (const { ruler, distance } of records) {
    let upper = reach.get(ruler) ?? 0;
    for (const d of distance) if (Number.isFinite(d) && d > upper) upper = d;
    reach.set(ruler, upper);
  }
  return records.map((record) => {
    const { cell, distance, perturbation, toOriginal, residual, tangent } = record;
    const upper = reach.get(record.ruler) as number;
    const ratio = distance.map((d, i) => d / (perturbation[i] as number));
    return {
      architecture: cell.architecture,
      strategy: cell.strategy,
      size: cell.size,
      model: cell.model,
      attack: record.attack,
      space: record.space,
      population: record.population,
      ruler: record.ruler,
      exact: record.exact,
      n: distance.length,
      distance: quantiles(distance),
      perturbation: quantiles(perturbation),
      toOriginal: quantiles(toOriginal),
      ratio: perturbation.some((norm) => norm > 0) ? quantiles(ratio) : null,
      ...(residual && { residual: quantiles(residual) }),
      ...(tangent && { tangent: quantiles(tangent) }),
      histogram: { lower: 0, upper, counts: histogram(distance, upper) },
    };
  });
}

function histogram(values: Float32Array, upper: number): number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = upper > 0 ? Math.min(BINS - 1, Math.floor((value / upper) * BINS)) : 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

function quantiles(values: Float32Array): Quantiles {
  const sorted = values.filter((value) => Number.isFinite(value)).toSorted();
  const at = (q: number): number | null => {
    const place = q * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return finite(below + (place - Math.floor(place)) * (above - below));
  };
  return { q05: at(0.05), q25: at(0.25), q50: at(0.5), q75: at(0.75), q95: at(0.95) };
}
