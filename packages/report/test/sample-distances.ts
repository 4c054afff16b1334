import { distanceRows, type DistanceRow } from "@disentangle/artifacts";
import type { DistanceRecord, Population, Random, SpaceName } from "@disentangle/core";

/** Of what images, how long their perturbations are, and what share of that leaves the manifold. */
type Sample = readonly [space: SpaceName, population: Population, norm: number, ratio: number];

/** A manifold that measured. */
interface Ruler {
  readonly ruler: string;
  readonly exact: boolean;
}

const TRUE: readonly Sample[] = [
  ["image", "adversarial", 3.6, 0.99],
  ["image", "noise", 3.6, 0.996],
  ["latent/fonts", "adversarial", 2.2, 0.004],
  ["image", "control", 3.6, 0.01],
  ["image", "clean", 0, 1],
];
const NEIGHBOURS: readonly Sample[] = [
  ["image", "adversarial", 3.6, 0.93],
  ["image", "noise", 3.6, 0.945],
  ["latent/vae-gan", "adversarial", 2.2, 0.49],
  ["image", "control", 6.8, 0.37],
  ["image", "shrunk", 3.6, 0.366],
  ["image", "clean", 0, 1],
];

/**
 * Distances of three models at N = 4000 to the true manifold: regular examples and noise off it, on-manifold
 * and clean ones on it.
 */
export function sampleDistances(architecture: string, random: Random): DistanceRow[] {
  return rowsOf(TRUE, { ruler: "fonts", exact: true }, architecture, random);
}

/** The same to the nearest neighbours, which hold everything less clearly. */
export function sampleNeighbourDistances(architecture: string, random: Random): DistanceRow[] {
  return rowsOf(NEIGHBOURS, { ruler: "knn", exact: false }, architecture, random);
}

function rowsOf(samples: readonly Sample[], ruler: Ruler, architecture: string, random: Random): DistanceRow[] {
  return distanceRows([0, 1, 2].flatMap((model) => samples.map((sample) => record(architecture, model, sample, ruler, random))));
}

function record(
  architecture: string,
  model: number,
  [space, population, norm, ratio]: Sample,
  { ruler, exact }: Ruler,
  random: Random,
): DistanceRecord {
  const n = 320;
  const perturbation = Float32Array.from({ length: n }, () => Math.max(0, norm + (norm > 0 ? 0.5 * random.normal() : 0)));
  const distance = perturbation.map((length) => {
    if (population === "clean") return Math.abs(0.012 * random.normal());
    return length * Math.min(1, Math.abs(ratio + 0.006 * random.normal()));
  });
  return {
    cell: { dataset: "sample", architecture, strategy: "normal", size: 4000, model },
    attack: "pgd-linf",
    space,
    population,
    ruler,
    exact,
    samples: Int32Array.from({ length: n }, (_, i) => i),
    distance,
    perturbation,
    toOriginal: distance.map((value) => 0.1 * value),
    ...(!exact && { residual: distance.map((value) => 2 + 0.3 * value) }),
  };
}
