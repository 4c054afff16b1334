import { DATASET, defineManifold, definePlugin, type Dataset, type LearnedManifold, type Plugin } from "@disentangle/core";
import * as v from "valibot";
import manifest from "../package.json" with { type: "json" };
import { gatherClass } from "./gather-class.ts";
import { principalComponents } from "./principal-components.ts";
import { planeManifold } from "./plane-manifold.ts";

const count = (fallback: number, words: string): v.GenericSchema<number | undefined, number> =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.description(words)), fallback);

const options = v.strictObject({
  size: count(8, "numbers per code: principal components of each class"),
  images: count(1000, "training images to learn from, the first ones of the dataset"),
});

/** One lesson per class: a task of the run each, kept once it is learned. */
function learned(dataset: Dataset, { size, images }: v.InferOutput<typeof options>): LearnedManifold {
  const lessonOf = (label: number): string => `class-${label}`;
  return {
    exact: false,
    codes: { size },
    lessons: dataset.classes.map((_, label) => ({
      id: lessonOf(label),
      cost: 1e-3 * images,
      async learn(context) {
        const own = await gatherClass(dataset, label, Math.min(images, dataset.count("train")), context);
        try {
          return await principalComponents(own, size, context.random);
        } finally {
          own.dispose();
        }
      },
    })),
    assemble: (tensors) =>
      planeManifold(
        dataset.image,
        dataset.classes.map((_, label) => tensors.get(lessonOf(label)) ?? {}),
      ),
  };
}

const plugin: Plugin = definePlugin(
  manifest,
  defineManifold({
    id: "template",
    title: "template",
    summary: "The plane of the principal components of each class, learned from the training images.",
    traits: { exact: false, codes: true },
    options,
    make: (chosen, scope) => learned(scope.get(DATASET), chosen),
  }),
);

export default plugin;
