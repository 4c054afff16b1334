import type { RunResult } from "@disentangle/artifacts";
import { spaceKind, type SpaceName } from "@disentangle/core";
import { isExact } from "../data/spaces.ts";
import { PUBLISHED, PUBLISHED_SIZES, type PublishedQuantity, type PublishedStrategy, type PublishedValues } from "./values.ts";

/** A quantity of a run that may have a published counterpart: the test error, or success in a space. */
export type Comparable = "error" | SpaceName;

/** Radius behind every published success rate, on images and on codes. */
const RADIUS = 0.3;

/**
 * What was published of what was run: of the paper's dataset and its CNN and, for success rates, its attack
 * in its radius. A learned manifold is compared with the learned one of the paper, whatever was learned.
 */
export function publishedOf(result: RunResult, what: Comparable): PublishedValues | undefined {
  const { dataset, architectures, attack } = result.settings;
  if (!architectures.every(({ id }) => id === "cnn") || (what !== "error" && attack.id !== "pgd-linf")) return undefined;
  if (what !== "error" && !inRadius(result, what)) return undefined;
  if (dataset.id === "emnist" && (dataset.options["group"] ?? "digits") !== "digits") return undefined;
  return Object.hasOwn(PUBLISHED, dataset.id) ? PUBLISHED[dataset.id] : undefined;
}

/** Whether codes, or images, were attacked in the radius of the paper, where they were at all. */
function inRadius({ settings, attacks }: RunResult, space: SpaceName): boolean {
  return attacks.every((row) => row.attack !== settings.attack.id || row.space !== space || row.radius === RADIUS);
}

/**
 * The published curve of a quantity for a strategy of the run: percentages at {@link PUBLISHED_SIZES};
 * undefined where none is kept.
 */
export function publishedCurve(result: RunResult, what: Comparable, strategy: string): readonly number[] | undefined {
  const quantity = quantityOf(result, what);
  const name = publishedStrategy(strategy);
  if (quantity === undefined || name === undefined) return undefined;
  // Class-agnostic networks are trained on in a radius of their own, of which nothing was published.
  const trainedIn = /^on-manifold\/(.+)$/.exec(strategy)?.[1];
  if (trainedIn !== undefined && !inRadius(result, `latent/${trainedIn}`)) return undefined;
  return publishedOf(result, what)?.curves[quantity]?.[name];
}

/** The published value in percent, where there is one for that strategy and size. */
export function publishedPercent(result: RunResult, what: Comparable, strategy: string, size: number): number | undefined {
  return publishedCurve(result, what, strategy)?.[PUBLISHED_SIZES.indexOf(size)];
}

/** The percentage that the published value is no less than, where that is all that is kept. */
export function publishedFloor(result: RunResult, what: Comparable, strategy: string, size: number): number | undefined {
  const floor = publishedOf(result, what)?.floor;
  const name = publishedStrategy(strategy);
  const kept = what === "image" && name !== undefined && floor?.strategies.includes(name) === true && PUBLISHED_SIZES.includes(size);
  return kept ? floor.percent : undefined;
}

function quantityOf(result: RunResult, what: Comparable): PublishedQuantity | undefined {
  if (what === "error" || what === "image") return what;
  if (spaceKind(what) !== "latent") return undefined;
  return isExact(result, what) ? "true-manifold" : "learned-manifold";
}

/** On-manifold training is `on-manifold` on the exact manifold and `on-manifold/<id>` on a learned one. */
function publishedStrategy(strategy: string): PublishedStrategy | undefined {
  if (strategy.startsWith("on-manifold/")) return "on-manifold-learned";
  return STRATEGIES.find((name) => name === strategy);
}

const STRATEGIES = [
  "normal",
  "regular-adversarial",
  "random-transformations",
  "adversarial-transformations",
  "on-manifold",
] as const satisfies readonly PublishedStrategy[];
