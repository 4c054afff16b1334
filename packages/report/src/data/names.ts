import type { DatasetSetting, ModelKey } from "@disentangle/artifacts";
import { formatCount } from "./format.ts";

/**
 * An id as words: `regular-adversarial` becomes `Regular adversarial`, while `on-manifold` is one word; what
 * follows a slash is a name:
 * `on-manifold/vae-gan` becomes `On-manifold, vae-gan`.
 */
export function words(id: string): string {
  const [head = "", ...names] = id.split("/");
  return capitalised([head.replaceAll("-", " ").replaceAll("on manifold", "on-manifold"), ...names].join(", "));
}

/** The text with a capital letter at its start. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The id of a dataset, and whether only a sample of it was here. */
export function datasetName({ id, sample }: DatasetSetting): string {
  return sample ? `${id} (sample)` : id;
}

/** Which model a row is about, in words; with its architecture where the run has several. */
export function modelName({ architecture, strategy, size, model }: ModelKey, several: boolean): string {
  return `${several ? `${architecture}, ` : ""}${words(strategy)}, N = ${formatCount(size)}, model ${model}`;
}
