import type { Attacked, Found } from "../protocol.ts";

/**
 * What an attack came to, in a sentence or two. Images that were wrong before the attack do not count as its
 * success.
 */
export function outcomeOf(rows: readonly Attacked[], letters: readonly string[], seconds: number): string {
  const correct = rows.filter((row) => row.predicted === row.glyph.label);
  const took = `${seconds.toFixed(1)} s.`;
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) {
    if (correct.length === 0)
      return `The network takes this ${letters[only.glyph.label]} for ${letters[only.predicted]} even unattacked. ${took}`;
    return `${sentence("Regular", only.regular)} ${sentence("On the manifold", only.onManifold)} ${took}`;
  }
  const wrong = rows.length - correct.length;
  const parts = (["regular", "onManifold"] as const).map((space) => {
    const fooled = correct.map((row) => row[space]).filter(({ success }) => success);
    const name = space === "regular" ? "Regular" : "On the manifold";
    const distance = fooled.length === 0 ? "" : `, ${median(fooled.map((found) => found.distance)).toFixed(2)} off the manifold (median)`;
    return `${name}: ${fooled.length} of ${correct.length} fool the network${distance}.`;
  });
  const before = wrong === 0 ? "" : ` ${wrong} more ${wrong === 1 ? "was" : "were"} wrong before.`;
  return `${parts.join(" ")}${before} ${took}`;
}

function sentence(space: string, { success, iteration, distance }: Found): string {
  if (!success) return `${space}: none found.`;
  return `${space}: found ${iteration === 0 ? "at the random start" : `after ${iteration} ${iteration === 1 ? "step" : "steps"}`}, ${distance.toFixed(2)} off the manifold.`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}
