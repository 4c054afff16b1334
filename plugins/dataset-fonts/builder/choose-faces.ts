import { createHash } from "node:crypto";
import { relativeL1 } from "./distance.ts";
import { faceName, type RenderedFace } from "./face.ts";

/** Two faces nearer than this over their ten letters count as one. */
const leastDistance = 0.03;

/** Adjacent weights look alike, so far ones come first; all others follow in their own order. */
const preferred = ["400-normal", "700-normal", "400-italic", "900-normal", "700-italic"];

/** What was chosen, and the faces that were too near to a chosen one. */
export interface Choice {
  readonly chosen: readonly RenderedFace[];
  readonly nearDuplicates: readonly { readonly face: RenderedFace; readonly of: RenderedFace; readonly distance: number }[];
}

/**
 * Takes faces family by family, one from each per pass, until there are `count`; then puts them in an order
 * that knows no family, since training sets are prefixes.
 *
 * @param cap most faces of one family.
 * @param seed names the order of families and of the result.
 */
export function chooseFaces(faces: readonly RenderedFace[], count: number, cap: number, seed: string): Choice {
  const families = Map.groupBy(faces, (face) => face.id);
  const queues = shuffled([...families.keys()], (id) => id, seed).map((id) => families.get(id)!.toSorted(byPreference));
  const chosen: RenderedFace[] = [];
  const nearDuplicates: Choice["nearDuplicates"][number][] = [];
  for (let pass = 0; pass < cap; pass++) {
    for (const queue of queues) {
      for (let face = queue.shift(); face !== undefined && chosen.length < count; face = queue.shift()) {
        const near = nearest(face, chosen);
        if (near === undefined || near.distance >= leastDistance) {
          chosen.push(face);
          break;
        }
        nearDuplicates.push({ face, ...near });
      }
    }
  }
  return { chosen: shuffled(chosen, faceName, seed), nearDuplicates };
}

function byPreference(first: RenderedFace, second: RenderedFace): number {
  return rank(first) - rank(second);
}

function rank(face: RenderedFace): number {
  const place = preferred.indexOf(`${face.weight}-${face.style}`);
  return place === -1 ? preferred.length : place;
}

function nearest(face: RenderedFace, others: readonly RenderedFace[]): { of: RenderedFace; distance: number } | undefined {
  let best: { of: RenderedFace; distance: number } | undefined;
  for (const of of others) {
    const distance = relativeL1(face.pixels, of.pixels);
    if (best === undefined || distance < best.distance) best = { of, distance };
  }
  return best;
}

/** A shuffle that depends on the seed and the names alone, not on how many items there are. */
function shuffled<Item>(items: readonly Item[], name: (item: Item) => string, seed: string): Item[] {
  const keyed = items.map((item) => ({
    item,
    key: createHash("sha256")
      .update(`${seed}/${name(item)}`)
      .digest("hex"),
  }));
  return keyed.toSorted((first, second) => (first.key < second.key ? -1 : 1)).map(({ item }) => item);
}
