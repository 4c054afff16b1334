import type { RunResult } from "@disentangle/artifacts";
import { manifoldOf, spaceKind, type SpaceName } from "@disentangle/core";
import { capitalised } from "./names.ts";

/** Whether a latent space is that of the true manifold. */
export function isExact({ settings }: RunResult, space: SpaceName): boolean {
  const id = manifoldOf(space);
  return settings.manifolds.some((manifold) => manifold.id === id && manifold.exact);
}

/**
 * Where a space is, as words: `regular`, `transformation`, `on the manifold`, `on the learned manifold
 * vae-gan`.
 */
export function spaceWords(result: RunResult, space: SpaceName): string {
  if (space === "image") return "regular";
  if (space === "transformation") return "transformation";
  const id = manifoldOf(space) as string;
  if (!isExact(result, space)) return `on the learned manifold ${id}`;
  const others = result.settings.manifolds.filter(({ exact, codes }) => exact && codes);
  return others.length > 1 ? `on the manifold ${id}` : "on the manifold";
}

/** A noun with its space, such as `Regular success` or `Success on the manifold`. */
export function inSpace(result: RunResult, noun: string, space: SpaceName): string {
  const where = spaceWords(result, space);
  return capitalised(spaceKind(space) === "latent" ? `${noun} ${where}` : `${where} ${noun}`);
}

/**
 * The spaces of some rows, in the order of a reader: images, latent spaces (the judged one first, then as
 * they were asked for), the rest.
 */
export function spacesOf({ settings }: RunResult, rows: Iterable<{ readonly space: SpaceName | null }>): SpaceName[] {
  const manifolds = settings.manifolds.map(({ id }) => id);
  const rank = (space: SpaceName): number => {
    if (space === "image") return -2;
    if (space === settings.latent) return -1;
    const place = manifolds.indexOf(manifoldOf(space) ?? "");
    return place === -1 ? manifolds.length : place;
  };
  const found = new Set([...rows].map(({ space }) => space).filter((space) => space !== null));
  return [...found].toSorted((a, b) => rank(a) - rank(b));
}

/** The latent spaces that the attack under test searched. */
export function latentSpacesOf(result: RunResult): SpaceName[] {
  const own = result.attacks.filter(({ attack }) => attack === result.settings.attack.id);
  return spacesOf(result, own).filter((space) => spaceKind(space) === "latent");
}
