import type { DistanceRow, RunResult } from "@disentangle/artifacts";
import { spaceKind } from "@disentangle/core";
import { inSpace, spacesOf, spaceWords } from "../data/spaces.ts";

/** The rows of one population of images, one per model. */
export interface PopulationRows {
  readonly name: string;
  readonly color: string;
  readonly rows: readonly DistanceRow[];
}

const COLORS: Readonly<Record<string, string>> = { image: "1", noise: "4", transformation: "5", control: "3", shrunk: "6", clean: "0" };
/** Those of latent spaces, in turn. */
const LATENT_COLORS = ["2", "7"] as const;

/**
 * The rows of one ruler by population, in the order in which a reader compares them: regular examples, noise,
 * other examples, the controls, clean images. All but adversarial examples are taken together whatever space
 * they belong to.
 */
export function populations(result: RunResult, rows: readonly DistanceRow[]): PopulationRows[] {
  const groups = Map.groupBy(rows, ({ space, population }): string => (population === "adversarial" ? space : population));
  const attacked = spacesOf(
    result,
    rows.filter(({ population }) => population === "adversarial"),
  );
  const latent = attacked.filter((space) => spaceKind(space) === "latent");
  const order = [...new Set(["image", "noise", ...attacked, "control", "shrunk", "clean"])];
  return order.flatMap((key) => {
    const group = groups.get(key);
    const first = group?.[0];
    if (group === undefined || first === undefined) return [];
    const place = latent.findIndex((space) => space === key);
    const color = COLORS[key] ?? LATENT_COLORS[place % LATENT_COLORS.length];
    return [{ name: populationName(result, first), color: `var(--series-${color})`, rows: group }];
  });
}

/**
 * What a population of images is called. On an approximate manifold the control is known to lie among real
 * images, not on it.
 */
export function populationName(result: RunResult, { space, population, exact }: DistanceRow): string {
  switch (population) {
    case "adversarial":
      if (spaceKind(space) !== "latent") return inSpace(result, "adversarial", space);
      return exact ? `Adversarial ${spaceWords(result, space)}` : `Moves ${spaceWords(result, space)}`;
    case "clean":
      return "Clean images";
    case "noise":
      return "Random noise, same norm";
    case "control":
      return exact ? "Control, on the manifold" : "Control, to held-out images";
    case "shrunk":
      return "The control, shrunk to that norm";
    default:
      return population satisfies never;
  }
}
