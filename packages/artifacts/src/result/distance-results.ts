import type { DistanceRecord } from "@disentangle/core";
import { finite } from "./finite.ts";
import type { DistanceResult, Quantiles } from "./run-result.ts";

/** Bins of the histograms: those of the original experiments. */
const BINS = 100;

/**
 * Rows of `result.json` for measured distances: quantiles (linear between order statistics) and histograms, which share their bins, 100
 * equal ones from 0 to the largest finite distance of all records. Distances that are not finite are left out of both.
 */
export function distanceResults(records: readonly DistanceRecord[]): DistanceResult[] {
  let upper = 0;
  for (const { distance } of records) for (const d of distance) if (Number.isFinite(d) && d > upper) upper = d;
  return records.map((record) => {
    const { cell, distance, perturbation, toOriginal } = record;
    const ratio = distance.map((d, i) => d / (perturbation[i] as number));
    return {
      architecture: cell.architecture,
      strategy: cell.strategy,
      size: cell.size,
      model: cell.model,
      attack: record.attack,
      space: record.space,
      population: record.population,
      manifold: record.manifold,
      exact: record.exact,
      n: distance.length,
      distance: quantiles(distance),
      perturbation: quantiles(perturbation),
      toOriginal: quantiles(toOriginal),
      ratio: perturbation.some((norm) => norm > 0) ? quantiles(ratio) : null,
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
