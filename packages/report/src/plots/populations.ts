import type { DistanceResult } from "@disentangle/artifacts";
import { populationName } from "../data/names.ts";

/** The rows of one population of images, one per model. */
export interface PopulationRows {
  readonly name: string;
  readonly color: string;
  readonly rows: readonly DistanceResult[];
}

const ORDER = ["image adversarial", "noise", "latent adversarial", "transformation adversarial", "control", "clean"];
const COLORS = ["var(--series-1)", "var(--series-4)", "var(--series-2)", "var(--series-5)", "var(--series-3)", "var(--series-0)"];

/** Rows by population, in the order in which a reader compares them; noise, control and clean images do not depend on the space. */
export function populations(rows: readonly DistanceResult[]): PopulationRows[] {
  const groups = Map.groupBy(rows, ({ space, population }) => (population === "adversarial" ? `${space} ${population}` : population));
  return ORDER.flatMap((key, i) => {
    const group = groups.get(key);
    const first = group?.[0];
    if (group === undefined || first === undefined) return [];
    return [{ name: populationName(first.space, first.population), color: COLORS[i] as string, rows: group }];
  });
}
