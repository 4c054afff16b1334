import { Fault } from "@disentangle/core";
import { formatPart, type PartChoice } from "../request/part-choice.ts";
import type { Settings } from "../request/settings.ts";
import type { Catalogue } from "./catalogue.ts";

/** Which manifolds a run has. */
export interface ManifoldChoices {
  /** In order; a ruler that was asked for is among them. */
  readonly manifolds: readonly PartChoice[];
  /** Ids of those asked for by name: such a choice is never dropped. */
  readonly named: ReadonlySet<string>;
  /**
   * Id of the manifold that is to measure; undefined where none was asked for: then it is the exact one, else
   * {@link fallbackRuler}.
   */
  readonly ruler: string | undefined;
  /** What measures where no manifold of the run is exact; undefined where nobody offers it. */
  readonly fallbackRuler: PartChoice | undefined;
}

/** What gives codes to a dataset whose manifold is not known, and what measures distances to it. */
const [LEARNED, NEIGHBOURS] = ["vae-gan", "knn"] as const;

/**
 * The manifolds asked for; else the one named as the dataset, which is its own; else class-specific VAE-GANs.
 * Distances are measured to an exact manifold where there is one, else to nearest neighbours. Any of these
 * that nobody offers is left out.
 *
 * @throws Fault `contradiction` where one manifold is named twice with different options
 */
export function manifoldChoices({ dataset, profile, ...asked }: Settings, catalogue: Catalogue): ManifoldChoices {
  const withDefaults = ({ id, options }: PartChoice): PartChoice => ({ id, options: { ...profile.manifoldOptions?.[id], ...options } });
  const [manifolds, ruler] = [asked.manifolds?.map(withDefaults), asked.ruler && withDefaults(asked.ruler)];
  const offered = (id: string): boolean => catalogue.names("manifold").includes(id);
  const fallback = [dataset.id, LEARNED].find(offered);
  const chosen = manifolds ?? (fallback === undefined ? [] : [withDefaults(plain(fallback))]);
  refuseTwins(ruler === undefined ? chosen : [...chosen.filter((choice) => formatPart(choice) !== formatPart(ruler)), ruler]);
  return {
    manifolds: ruler === undefined ? chosen : withRuler(chosen, ruler),
    named: new Set([...(manifolds ?? []), ...(ruler === undefined ? [] : [ruler])].map(({ id }) => id)),
    ruler: ruler?.id,
    fallbackRuler: offered(NEIGHBOURS) ? withDefaults(plain(NEIGHBOURS)) : undefined,
  };
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
