import type { SpaceKind } from "@disentangle/core";

/**
 * How much a run measures. Numbers of images give way to what a dataset has. Epochs, batch size, iterations
 * and learning rates are the same in every profile.
 */
export interface Profile {
  readonly name: string;
  /** Training sizes N, ascending. */
  readonly sizes: readonly number[];
  /** Repetitions per size: of normal training, and of every other strategy. */
  readonly models: { readonly normal: number; readonly others: number };
  /**
   * Training strategies; `on-manifold` stands for the one on each manifold of the run that has codes.
   */
  readonly strategies: readonly string[];
  /** Largest N at which strategies other than normal training are trained. */
  readonly largestOther: number;
  /** Attacked test images per space. */
  readonly attacked: Readonly<Record<SpaceKind, number>>;
  readonly restarts: number;
  /** Kinds of spaces in which every model is attacked, whatever the claims need. */
  readonly spaces: readonly SpaceKind[];
  /** Test images on which the test error is measured. */
  readonly testImages: number;
  /**
   * Options of manifolds by id, where the request does not give the option itself: smaller profiles learn
   * narrower networks.
   */
  readonly manifoldOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Whether its verdicts count as evidence. */
  readonly evidence: boolean;
  /** The profile that measures more; absent for the largest. */
  readonly larger?: string;
  /** What it is for and how long it takes, in a phrase. */
  readonly about: string;
}

const every = ["normal", "regular-adversarial", "on-manifold", "random-transformations", "adversarial-transformations"] as const;

/**
 * VAE-GANs with a quarter of the paper's channels, from 600 images of each class: half a minute a class, in
 * which a pilot had the published picture.
 */
const NARROW = { width: 16, images: 600, epochs: 50 };
/** VAE-GANs that show that everything works, not more. */
const TINY = { width: 8, images: 300, epochs: 30 };

/** The profiles, fixed beforehand. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  smoke: {
    name: "smoke",
    sizes: [250, 500],
    models: { normal: 1, others: 1 },
    strategies: ["normal"],
    largestOther: Infinity,
    attacked: { image: 100, latent: 100, transformation: 100 },
    restarts: 1,
    spaces: [],
    testImages: 2000,
    evidence: false,
    larger: "quick",
    manifoldOptions: { "vae-gan": TINY, "vae-gan-agnostic": TINY },
    about: "under a minute, to see that everything works; its verdicts are not evidence",
  },
  quick: {
    name: "quick",
    sizes: [250, 500, 1000, 2000, 4000],
    models: { normal: 3, others: 2 },
    strategies: ["normal", "regular-adversarial", "on-manifold"],
    largestOther: 2000,
    attacked: { image: 500, latent: 500, transformation: 500 },
    restarts: 2,
    spaces: [],
    testImages: 10_000,
    evidence: true,
    larger: "standard",
    manifoldOptions: { "vae-gan": NARROW, "vae-gan-agnostic": NARROW },
    about: "the default, some ten to fifteen minutes on two cores",
  },
  standard: {
    name: "standard",
    sizes: [250, 500, 1000, 1500, 2000, 2500, 5000, 7500, 10_000],
    models: { normal: 5, others: 3 },
    strategies: every,
    largestOther: Infinity,
    attacked: { image: 1000, latent: 2500, transformation: 2500 },
    restarts: 5,
    spaces: ["image", "latent"],
    testImages: 40_000,
    evidence: true,
    larger: "paper",
    about: "an evening",
  },
  paper: {
    name: "paper",
    sizes: [250, 500, 1000, 1500, 2000, 2500, 5000, 7500, 10_000, 15_000, 20_000, 30_000, 40_000],
    models: { normal: 5, others: 5 },
    strategies: every,
    largestOther: Infinity,
    attacked: { image: 1000, latent: 2500, transformation: 2500 },
    restarts: 5,
    spaces: ["image", "latent"],
    testImages: 160_000,
    evidence: true,
    about: "the full grid of the paper",
  },
};

/** What a profile measures of one architecture, where that is less than of others. */
export type Reduction = Pick<Profile, "sizes" | "models" | "strategies">;

/**
 * Networks that cost tens of times as much as the standard one have their own `quick`: one size, enough for
 * claims 1 and 2, and never a smaller network. Reports say so.
 */
export const REDUCED: Readonly<Record<string, Readonly<Record<string, Reduction>>>> = {
  quick: {
    resnet13: { sizes: [1000], models: { normal: 3, others: 3 }, strategies: ["normal"] },
    // With N = 1000 its 20 epochs are too few: three models ended at test errors of 67, 79 and 89 %.
    vgg: { sizes: [2500], models: { normal: 3, others: 3 }, strategies: ["normal"] },
  },
};

/** What a request changes of a profile. */
export interface ProfileChanges {
  readonly sizes?: readonly number[] | undefined;
  readonly models?: number | undefined;
  readonly strategies?: readonly string[] | undefined;
  readonly attacked?: number | undefined;
  readonly restarts?: number | undefined;
  readonly testImages?: number | undefined;
}

/** A profile with those changes; strategies and sizes that are named are wanted in full. */
export function adjustProfile(profile: Profile, { sizes, models, strategies, attacked, restarts, testImages }: ProfileChanges): Profile {
  return {
    ...profile,
    sizes: sizes === undefined ? profile.sizes : sizes.toSorted((a, b) => a - b),
    models: models === undefined ? profile.models : { normal: models, others: models },
    strategies: strategies ?? profile.strategies,
    largestOther: strategies === undefined && sizes === undefined ? profile.largestOther : Infinity,
    attacked: attacked === undefined ? profile.attacked : { image: attacked, latent: attacked, transformation: attacked },
    restarts: restarts ?? profile.restarts,
    testImages: testImages ?? profile.testImages,
  };
}
