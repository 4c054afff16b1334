import { Fault, type Scope } from "@disentangle/core";
import type { Settings } from "../request/settings.ts";
import type { Catalogue } from "./catalogue.ts";
import { manifoldChoices } from "./manifold-choices.ts";
import { runManifold, type RunManifold } from "./manifolds.ts";
import { configurePart, type ConfiguredPart } from "./part-identity.ts";

/** The manifolds of a run, and which of them measures. */
export interface RunManifolds {
  /** By id; the ruler is among them. The first one with codes is the one that claims judge. */
  readonly manifolds: ReadonlyMap<string, RunManifold>;
  readonly ruler: RunManifold | undefined;
  /** What stepped aside, in words. */
  readonly notes: readonly string[];
}

/**
 * Configures the manifolds of a run, so that a wrong option ends it at once, and answers with what makes
 * them. One that does not go with the dataset steps aside, unless it was asked for by name.
 *
 * @throws Fault what {@link manifoldChoices} and {@link configurePart} throw
 */
export async function configureManifolds(
  settings: Settings,
  catalogue: Catalogue,
): Promise<(scope: Scope, own: <T>(value: T) => T) => Promise<RunManifolds>> {
  const { manifolds, named, ruler: asked, fallbackRuler } = manifoldChoices(settings, catalogue);
  const configured = await Promise.all(manifolds.map((choice) => configurePart(catalogue, "manifold", choice)));
  const fallback = fallbackRuler && (await configurePart(catalogue, "manifold", fallbackRuler));
  return async (scope, own) => {
    const made = new Map<string, RunManifold>();
    const notes: string[] = [];
    const make = async (part: ConfiguredPart<"manifold">): Promise<void> => {
      const { id } = part.identity;
      try {
        made.set(id, runManifold(part.identity, await part.make(scope), own));
      } catch (error) {
        if (named.has(id) || !Fault.is(error, "contradiction")) throw error;
        notes.push(`Done without the manifold ${id}: ${error.problem}`);
      }
    };
    for (const part of configured) await make(part);
    const ruler = asked === undefined ? [...made.values()].find(({ exact }) => exact) : made.get(asked);
    if (ruler !== undefined || fallback === undefined) return { manifolds: made, ruler, notes };
    if (!made.has(fallback.identity.id)) await make(fallback);
    return { manifolds: made, ruler: made.get(fallback.identity.id), notes };
  };
}
