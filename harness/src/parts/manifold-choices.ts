import { Fault } from "@disentangle/core";
import { formatPart, type PartChoice } from "../request/part-choice.ts";
import type { Settings } from "../request/settings.ts";
import type { Catalogue } from "./catalogue.ts";

/** Which manifolds a run has. */
export interface ManifoldChoices {
  /** In order; the ruler is among them. */
  readonly manifolds: readonly PartChoice[];
  /** Id of the manifold that measures; undefined for the exact one, where there is one. */
  readonly ruler: string | undefined;
  /** Whether they were asked for by name: such a choice is never dropped. */
  readonly named: boolean;
}

/** What gives codes to a dataset whose manifold is not known, and what measures distances to it. */
const [LEARNED, NEIGHBOURS] = ["vae-gan", "knn"] as const;

/**
 * The manifolds asked for; else the one named as the dataset, which is its own; else class-specific VAE-GANs. Distances are measured to an exact
 * manifold where there is one, else to nearest neighbours. Any of these that nobody offers is left out.
 *
 * @throws Fault `contradiction` where one manifold is named twice with different options
 */
export function manifoldChoices({ dataset, profile, ...asked }: Settings, catalogue: Catalogue): ManifoldChoices {
  const withDefaults = ({ id, options }: PartChoice): PartChoice => ({ id, options: { ...profile.manifoldOptions?.[id], ...options } });
  const [manifolds, ruler] = [asked.manifolds?.map(withDefaults), asked.ruler && withDefaults(asked.ruler)];
  const offered = (id: string): boolean => catalogue.all("manifold").some(({ offer }) => offer.id === id);
  const fallback = [dataset.id, LEARNED].find(offered);
  const chosen = manifolds ?? (fallback === undefined ? [] : [withDefaults(plain(fallback))]);
  refuseTwins(ruler === undefined ? chosen : [...chosen.filter((choice) => formatPart(choice) !== formatPart(ruler)), ruler]);
  const named = manifolds !== undefined || ruler !== undefined;
  if (ruler !== undefined) return { manifolds: withRuler(chosen, ruler), ruler: ruler.id, named };
  const own = chosen.some(({ id }) => id === dataset.id);
  if (own || !offered(NEIGHBOURS)) return { manifolds: chosen, ruler: undefined, named };
  return { manifolds: withRuler(chosen, plain(NEIGHBOURS)), ruler: NEIGHBOURS, named };
}

function plain(id: string): PartChoice {
  return { id, options: {} };
}

function withRuler(chosen: readonly PartChoice[], ruler: PartChoice): readonly PartChoice[] {
  return chosen.some(({ id }) => id === ruler.id) ? chosen : [...chosen, ruler];
}

function refuseTwins(choices: readonly PartChoice[]): void {
  const twin = choices.find(({ id }, i) => choices.findIndex((other) => other.id === id) < i);
  if (twin === undefined) return;
  throw new Fault("contradiction", `The manifold ${twin.id} is named twice, with different options.`, {
    value: formatPart(twin),
    mend: "Name it once: spaces and tables go by its id.",
  });
}
