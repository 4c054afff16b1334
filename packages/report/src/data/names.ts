import type { ModelKey } from "@disentangle/artifacts";
import type { Population, SpaceKind } from "@disentangle/core";
import { formatCount } from "./format.ts";

/** An id as words: `regular-adversarial` becomes `Regular adversarial`, while `on-manifold` is one word. */
export function words(id: string): string {
  const text = id.replaceAll("-", " ").replaceAll("on manifold", "on-manifold");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Names of the spaces as adjectives of "adversarial example" or "success". */
export const SPACE_NAMES: Readonly<Record<SpaceKind, string>> = {
  image: "regular",
  latent: "on-manifold",
  transformation: "transformation",
};

/** Name of a population of images whose distance to the manifold was measured. */
export function populationName(space: SpaceKind, population: Population): string {
  switch (population) {
    case "adversarial":
      return `${words(SPACE_NAMES[space])} adversarial`;
    case "clean":
      return "Clean images";
    case "noise":
      return "Random noise, same norm";
    case "control":
      return "Control, on the manifold";
    default:
      return population satisfies never;
  }
}

/** Which model a row is about, in words; with its architecture where the run has several. */
export function modelName({ architecture, strategy, size, model }: ModelKey, several: boolean): string {
  return `${several ? `${architecture}, ` : ""}${words(strategy)}, N = ${formatCount(size)}, model ${model}`;
}
