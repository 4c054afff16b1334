import type { DatasetSetting, ManifoldSetting, RunResult, StrategySetting } from "@disentangle/artifacts";
import type { ImageShape, SpaceName } from "@disentangle/core";

/** What manifolds a sample has: the true one, that and a learned one, learned ones alone, or none. */
export type SampleKind = "true" | "both" | "learned" | "none";

/** What differs between the kinds of samples. */
export interface SampleSetting {
  readonly dataset: DatasetSetting;
  readonly manifolds: readonly ManifoldSetting[];
  readonly ruler?: string;
  /** Latent spaces, the judged one first. */
  readonly latent: readonly SpaceName[];
  readonly strategies: readonly StrategySetting[];
  readonly lessons: RunResult["lessons"];
}

export const SIZES: readonly number[] = [250, 500, 1000, 2000, 4000];
const FEWER = SIZES.slice(0, 4);

const FONTS: ManifoldSetting = { id: "fonts", options: {}, exact: true, codes: true };
const VAE_GAN: ManifoldSetting = { id: "vae-gan", options: { codes: 8, epochs: 60 }, exact: false, codes: true };
const NEIGHBOURS: ManifoldSetting = { id: "knn", options: { neighbours: 50 }, exact: false, codes: false };

const CLEAN = { fraction: 0.5, weight: 0.5, space: "clean" } as const;

function trained(id: string, models: number, sizes: readonly number[], space?: SpaceName): StrategySetting {
  if (space === undefined) return { id, sizes, models, steps: [[{ fraction: 1, weight: 1, space: "clean" }]] };
  const attack = { id: "pgd-linf", options: { iterations: 40 } };
  return { id, sizes, models, steps: [[CLEAN, { fraction: 0.5, weight: 0.5, space, attack, radius: 0.3 }]] };
}

const NORMAL = trained("normal", 3, SIZES);
const REGULAR = trained("regular-adversarial", 2, FEWER, "image");
const ON_TRUE = trained("on-manifold", 2, FEWER, "latent/fonts");
const ON_LEARNED = trained("on-manifold/vae-gan", 2, FEWER, "latent/vae-gan");
/** Combined training, where it ran. */
export const COMBINED: StrategySetting = trained("combined", 2, FEWER, "latent/fonts");

function dataset(id: string, image: ImageShape, classes: readonly string[], options: DatasetSetting["options"] = {}): DatasetSetting {
  return { id, options, fingerprint: "6f0c1fd2b4a27d0a9c55", classes, testLabels: [0, 1, 2, 3, 4, 5], image };
}

const LETTERS = dataset("fonts", [28, 28, 1], Array.from("ABCDEFGHIJ"), { difficulty: "hard" });
const DIGITS = dataset("emnist", [28, 28, 1], Array.from("0123456789"), { group: "digits" });
const CLOTHES = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

/** One lesson per class, with curves; the index of neighbours has none. */
const LESSONS: RunResult["lessons"] = [
  ...Array.from({ length: 10 }, (_, k) => ({
    part: "manifold vae-gan",
    lesson: `class-${k}`,
    curves: {
      reconstruction: Array.from({ length: 60 }, (_, epoch) => (9 + k / 4) * Math.exp(-epoch / 12) + 3 + k / 8),
      discriminator: Array.from({ length: 60 }, (_, epoch) => (epoch === 59 && k === 2 ? null : 1.4 - epoch / 200 + k / 100)),
    },
    figures: { "held-out-reconstruction": 3.2 + k / 8 },
    pictures: { samples: { height: 28, width: 56, channels: 1 as const, pixels: Buffer.alloc(28 * 56, 20 * k).toString("base64") } },
    warnings: k === 2 ? ["The discriminator's loss was not finite in the last epoch"] : [],
  })),
  { part: "manifold knn", lesson: "index", curves: {}, figures: { images: 20_000 }, pictures: {}, warnings: [] },
];

export const SAMPLES: Readonly<Record<SampleKind, SampleSetting>> = {
  true: {
    dataset: LETTERS,
    manifolds: [FONTS],
    ruler: "fonts",
    latent: ["latent/fonts"],
    strategies: [NORMAL, REGULAR, ON_TRUE],
    lessons: [],
  },
  both: {
    dataset: LETTERS,
    manifolds: [FONTS, VAE_GAN],
    ruler: "fonts",
    latent: ["latent/fonts", "latent/vae-gan"],
    strategies: [NORMAL, REGULAR, ON_TRUE, ON_LEARNED],
    lessons: LESSONS.slice(0, 10),
  },
  learned: {
    dataset: DIGITS,
    manifolds: [VAE_GAN, NEIGHBOURS],
    ruler: "knn",
    latent: ["latent/vae-gan"],
    strategies: [NORMAL, REGULAR, ON_LEARNED],
    lessons: LESSONS,
  },
  none: {
    dataset: dataset("images", [28, 28, 3], CLOTHES),
    manifolds: [],
    latent: [],
    strategies: [NORMAL, REGULAR],
    lessons: [],
  },
};
