import type { RunResult } from "@disentangle/artifacts";
import type { SpaceName } from "@disentangle/core";
import { spacesOf } from "../data/spaces.ts";
import { publishedFloor, publishedPercent, type Comparable } from "./published-value.ts";

/** A mean of the run and the published one, both in percent. */
export interface Pair {
  readonly measured: number;
  readonly published: number;
  /** Whether all that was published is that the value is no less. */
  readonly atLeast: boolean;
}

/** What a run and the paper have in common for one strategy and size. */
export interface ComparisonRow {
  readonly strategy: string;
  readonly size: number;
  readonly pairs: Readonly<Partial<Record<Comparable, Pair>>>;
}

/**
 * Every strategy and size with a mean that has a published counterpart; the success rates only of the paper's
 * own attack.
 */
export function publishedComparison(result: RunResult): ComparisonRow[] {
  const { attack } = result.settings;
  const groups = Map.groupBy(result.means, ({ strategy, size }) => JSON.stringify([strategy, size]));
  return [...groups.values()].flatMap((means): ComparisonRow[] => {
    const [first] = means;
    if (first === undefined) return [];
    const { strategy, size } = first;
    const pairs = means.flatMap(({ quantity, space, attack: id, mean }): [Comparable, Pair][] => {
      const what = quantity === "error" ? "error" : quantity === "success" && id === attack.id ? space : null;
      if (what === null || mean === null) return [];
      const value = publishedPercent(result, what, strategy, size);
      const published = value ?? publishedFloor(result, what, strategy, size);
      if (published === undefined) return [];
      return [[what, { measured: 100 * mean, published, atLeast: value === undefined }]];
    });
    return pairs.length === 0 ? [] : [{ strategy, size, pairs: Object.fromEntries(pairs) }];
  });
}

/**
 * What is compared in some rows: the test error, then latent spaces, then images, as in the paper's figures.
 */
export function comparedIn(result: RunResult, rows: readonly ComparisonRow[]): Comparable[] {
  const found = rows.flatMap(({ pairs }) => Object.keys(pairs) as Comparable[]);
  const spaces = spacesOf(
    result,
    found.filter((what): what is SpaceName => what !== "error").map((space) => ({ space })),
  );
  const latent = spaces.filter((space) => space !== "image");
  return [...(found.includes("error") ? (["error"] as const) : []), ...latent, ...(spaces.includes("image") ? (["image"] as const) : [])];
}

/** Differences between a run and the paper, in points. */
export interface Differences {
  /** Mean absolute difference; NaN where there are no pairs. */
  readonly points: number;
  /** Pairs behind it; those of which a floor alone was published are left out. */
  readonly pairs: number;
}

/** Differences of all pairs, or of those of one quantity. */
export function meanDifference(rows: readonly ComparisonRow[], what?: Comparable): Differences {
  const pairs = rows
    .flatMap(({ pairs }) => (what === undefined ? Object.values(pairs) : [pairs[what]]))
    .filter((pair) => pair !== undefined)
    .filter(({ atLeast }) => !atLeast);
  const sum = pairs.reduce((total, { measured, published }) => total + Math.abs(measured - published), 0);
  return { points: sum / pairs.length, pairs: pairs.length };
}
