import { type Dataset, DATASET, defineManifold, type LearnedManifold, type Lesson, type Offer, type Scope } from "@disentangle/core";
import { learnVaeGan } from "./learn.ts";
import { type VaeGanOptions, vaeGanOptions } from "./options.ts";
import { settingsOf, type VaeGanSettings } from "./settings.ts";
import { vaeGanManifold } from "./vae-gan-manifold.ts";

/** η of the class-agnostic manifold in the original experiments. */
const AGNOSTIC_RADIUS = 0.1;

/** The manifold `vae-gan`: a VAE-GAN per class. */
export const vaeGan: Offer<"manifold"> = defineManifold({
  id: "vae-gan",
  title: "VAE-GANs, one per class",
  summary: "Learned: what the decoder of a class makes of codes, from a VAE-GAN trained on the images of that class.",
  reference: "Stutz, Hein, Schiele, CVPR 2019, section 3.3; Larsen et al., 2016; Rosca et al., 2017",
  traits: { exact: false, codes: true },
  options: vaeGanOptions,
  make: (options, scope) => {
    const dataset = scope.get(DATASET);
    const lessons = dataset.classes.map((_, label) => lessonOf(dataset, options, label));
    return learned("vae-gan", dataset, options, scope, lessons);
  },
});

/** The manifold `vae-gan-agnostic`: one VAE-GAN for all classes. */
export const vaeGanAgnostic: Offer<"manifold"> = defineManifold({
  id: "vae-gan-agnostic",
  title: "VAE-GAN of all classes",
  summary:
    "Learned: what one decoder makes of codes, from a VAE-GAN trained on the images of all classes; its codes are attacked with η = 0.1.",
  reference: "Stutz, Hein, Schiele, CVPR 2019, section 3.3",
  traits: { exact: false, codes: true, radius: AGNOSTIC_RADIUS },
  options: vaeGanOptions,
  make: (options, scope) => {
    const dataset = scope.get(DATASET);
    return learned("vae-gan-agnostic", dataset, options, scope, [lessonOf(dataset, options)], AGNOSTIC_RADIUS);
  },
});

function learned(
  id: string,
  dataset: Dataset,
  options: VaeGanOptions,
  { protocol }: Scope,
  lessons: readonly Lesson[],
  radius?: number,
): LearnedManifold {
  const { starts, iterations } = options;
  const shape = settingsOf(dataset, options);
  return {
    exact: false,
    codes: {
      size: shape.size,
      ...(radius !== undefined && { radius: () => radius }),
      ...(lessons.length === 1 && { tellsLabels: false as const }),
    },
    lessons,
    assemble: (tensors) =>
      vaeGanManifold({ id, shape, lessons: lessons.map((one) => tensors.get(one.id) ?? {}), protocol, radius, starts, iterations }),
  };
}

function lessonOf(dataset: Dataset, options: VaeGanOptions, label?: number): Lesson {
  const settings = settingsOf(dataset, options, label);
  return {
    id: label === undefined ? "all-classes" : `class-${label}`,
    cost: costOf(dataset, settings, label),
    learn: (context) => learnVaeGan({ dataset, label, settings }, context),
  };
}

/**
 * Seconds on one core, roughly: as measured on 28 × 28 images, 0.09 for a step of narrow networks, 0.9 for
 * one of the paper's.
 */
function costOf(dataset: Dataset, { image, width, batch, epochs, images }: VaeGanSettings, label?: number): number {
  const whole = dataset.count("train") / (label === undefined ? 1 : dataset.classes.length);
  const count = Math.min(whole, images === undefined ? whole : images * (label === undefined ? dataset.classes.length : 1));
  const area = (image[0] * image[1]) / 784;
  return epochs * Math.ceil(count / batch) * area * (batch / 100) * (0.03 + 0.9 * (width / 64) ** 2);
}
