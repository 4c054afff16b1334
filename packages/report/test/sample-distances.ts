import { distanceResults, type DistanceResult } from "@disentangle/artifacts";
import type { DistanceRecord, Population, Random, SpaceKind } from "@disentangle/core";

/** Distances of three models at N = 4000: regular examples and noise off the manifold, on-manifold and clean ones on it. */
export function sampleDistances(architecture: string, random: Random): DistanceResult[] {
  const records = [0, 1, 2].flatMap((model) =>
    (
      [
        ["image", "adversarial", 3.6, 0.99],
        ["image", "noise", 3.6, 0.996],
        ["latent", "adversarial", 2.2, 0.004],
        ["image", "control", 3.6, 0.01],
        ["image", "clean", 0, 1],
      ] as const
    ).map(([space, population, norm, ratio]) => record(architecture, model, space, population, norm, ratio, random)),
  );
  return distanceResults(records);
}

function record(
  architecture: string,
  model: number,
  space: SpaceKind,
  population: Population,
  norm: number,
  ratio: number,
  random: Random,
): DistanceRecord {
  const n = 320;
  const perturbation = Float32Array.from({ length: n }, () => Math.max(0, norm + (norm > 0 ? 0.5 * random.normal() : 0)));
  const distance = perturbation.map((length) => {
    if (population === "clean") return Math.abs(0.012 * random.normal());
    return length * Math.min(1, Math.abs(ratio + 0.006 * random.normal()));
  });
  return {
    cell: { dataset: "fonts", architecture, strategy: "normal", size: 4000, model },
    attack: "pgd-linf",
    space,
    population,
    manifold: "fonts",
    exact: true,
    samples: Int32Array.from({ length: n }, (_, i) => i),
    distance,
    perturbation,
    toOriginal: distance.map((value) => 0.1 * value),
  };
}
