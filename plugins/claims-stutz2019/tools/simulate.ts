import { Random, type AttackRecord, type Audit, type Cell, type DistanceRecord, type Evidence, type LabelRecord } from "@disentangle/core";
import type { ModelRecord, Population, Setting, SpaceName, SweepRecord } from "@disentangle/core";
import { SWEEP } from "@disentangle/evaluation/statistics";

/** What is true of all models that could be trained, of which a run sees a few. */
export interface World {
  /** Expected test error E. */
  readonly error: (strategy: string, size: number) => number;
  /** Expected on-manifold success rate M. */
  readonly onManifold: (strategy: string, size: number) => number;
  /** Expected regular success rate R. */
  readonly regular: (strategy: string, size: number) => number;
  /** Expected median of the smallest ε of the images that fall. */
  readonly radius: (strategy: string, size: number) => number;
  /**
   * By how much attacks overshoot the smallest ε of an image, each on its own: standard deviations, as shares
   * of it, of half-normal distributions. The least of what they find counts. Default: one that finds it.
   */
  readonly overshoot?: readonly number[];
  /**
   * Expected median over images of d/‖δ‖ and of ‖π − x‖/‖δ‖, and of d/‖δ‖ of the control; on an approximate
   * manifold also of on-manifold moves.
   */
  readonly ratio: { readonly leaving: number; readonly back: number; readonly control: number; readonly along?: number };
  /**
   * Chance that a clean image, or a shrunk move, lies further from the manifold than every adversarial one.
   */
  readonly overlap: number;
  /**
   * Standard deviation between models of every rate and ratio; five times as much, as a share of itself, of
   * the median smallest ε.
   */
  readonly spread: number;
  /**
   * How much of what makes an image err is the image's own, whichever model: 0 (default) to 1, where all
   * models err on the same images.
   */
  readonly alike?: number;
}

/** How much a run measures. */
export interface Effort {
  readonly sizes: readonly number[];
  readonly others: readonly number[];
  readonly models: { readonly normal: number; readonly others: number };
  readonly attacked: number;
  readonly tested: number;
}

/** The profile `quick`. */
export const QUICK: Effort = {
  sizes: [250, 500, 1000, 2000, 4000],
  others: [250, 500, 1000, 2000],
  models: { normal: 3, others: 2 },
  attacked: 500,
  tested: 10_000,
};

/** The setting of a simulated run, on an exact manifold. */
export function settingOf(effort: Effort): Setting {
  return {
    profile: "quick",
    larger: "standard",
    evidence: true,
    protocol: "paper",
    combine: "worst-case",
    dataset: "simulated",
    architecture: "simulated",
    strategies: ["normal", "regular-adversarial", "on-manifold"],
    trainedOn: { "regular-adversarial": ["image"], "on-manifold": [LATENT] },
    sizes: effort.sizes,
    strategySizes: { normal: effort.sizes, "regular-adversarial": effort.others, "on-manifold": effort.others },
    models: { normal: effort.models.normal, "regular-adversarial": effort.models.others, "on-manifold": effort.models.others },
    attacked: { image: effort.attacked, latent: effort.attacked, transformation: effort.attacked },
    attack: "simulated",
    latent: { space: LATENT, exact: true },
    otherLatent: [],
    ruler: { id: "simulated", exact: true },
  };
}

const LATENT: SpaceName = "latent/simulated";

/** The same on a learned manifold that nearest neighbours measure. */
export function approximateSettingOf(effort: Effort): Setting {
  const setting = settingOf(effort);
  return {
    ...setting,
    strategies: ["normal", "regular-adversarial", "on-manifold/simulated"],
    trainedOn: { ...setting.trainedOn, "on-manifold/simulated": [LATENT] },
    strategySizes: { ...setting.strategySizes, "on-manifold/simulated": effort.others },
    models: { ...setting.models, "on-manifold/simulated": effort.models.others },
    latent: { space: LATENT, exact: false },
    ruler: { id: "simulated", exact: false },
  };
}

/** What evidence of one run is gathered in. */
interface Gathered {
  readonly models: ModelRecord[];
  readonly attacks: AttackRecord[];
  readonly sweeps: SweepRecord[];
  readonly distances: DistanceRecord[];
  readonly labels: LabelRecord[];
}

/**
 * One run's evidence: models drawn around the world's rates, images drawn given each model's. Only what that
 * claim looks at.
 */
export function simulate(claim: string, world: World, effort: Effort, random: Random, setting: Setting = settingOf(effort)): Evidence {
  const evidence: Gathered = { models: [], attacks: [], sweeps: [], distances: [], labels: [] };
  const images = new Images(world.alike ?? 0, effort.tested, random.fork("images"));
  const largest = effort.sizes.at(-1) as number;
  const trained = setting.strategies.at(-1) as string;
  for (const strategy of claim === "1" || claim === "2" ? ["normal"] : ["normal", trained]) {
    for (const size of strategy === "normal" ? effort.sizes : effort.others) {
      if (claim === "1" && size !== largest) continue;
      for (let model = 0; model < (strategy === "normal" ? effort.models.normal : effort.models.others); model++) {
        const cell: Cell = { dataset: "simulated", architecture: "simulated", strategy, size, model };
        const around = (rate: number): number => Math.min(1, Math.max(0, rate + world.spread * random.normal()));
        const tested = claim === "3" || claim === "4" ? effort.tested : effort.attacked;
        const wrong = images.flags("error", around(world.error(strategy, size)), tested, random);
        const errors = wrong.reduce((sum, flag) => sum + flag, 0);
        evidence.models.push({ cell, errors, total: tested, wrong, losses: [], seconds: 0 });
        const correct = wrong.subarray(0, effort.attacked).map((flag) => 1 - flag);
        if (!correct.includes(1)) correct[0] = 1;
        if (claim === "2" || (claim === "3" && strategy === "normal")) {
          const success = images.flags("latent", around(world.onManifold(strategy, size)), effort.attacked, random);
          evidence.attacks.push(attack(cell, LATENT, correct, success));
          const kept = success.filter((flag, row) => flag === 1 && correct[row] === 1).length;
          const key = { cell, attack: "simulated", space: LATENT, exact: setting.latent?.exact ?? true };
          evidence.labels.push({ ...key, total: kept, kept, leftOut: 0, largestDifference: 0 });
        }
        if (claim === "4" || (claim === "1" && size === largest)) {
          const success = images.flags("image", around(world.regular(strategy, size)), effort.attacked, random);
          evidence.attacks.push(attack(cell, "image", correct, success));
          const median = world.radius(strategy, size) * Math.exp(5 * world.spread * random.normal());
          const smallest = Float32Array.from(success, (fell, row) =>
            fell === 1 ? fall(median * found(world, random), images.hardness("radius", row, random)) : Infinity,
          );
          const samples = Int32Array.from(success.keys());
          const swept = { cell, attack: "simulated", space: "image", radius: 0.3, fractions: SWEEP } as const;
          if (claim === "4") evidence.sweeps.push({ ...swept, samples, correct, smallest });
          const fallen = samples.filter((row) => correct[row] === 1 && success[row] === 1);
          if (claim === "1") evidence.distances.push(...distances(cell, world, setting, fallen, images, random));
        }
        if (claim === "2" && size === largest && setting.latent?.exact === false) {
          const samples = Int32Array.from({ length: effort.attacked }, (_, i) => i);
          evidence.distances.push(...distances(cell, world, setting, samples, images, random));
        }
      }
    }
  }
  return { ...evidence, lessons: [] };
}

/** What is an image's own, whichever model sees it. */
class Images {
  readonly #alike: number;
  readonly #random: Random;
  readonly #count: number;
  readonly #own = new Map<string, Float64Array>();

  constructor(alike: number, count: number, random: Random) {
    this.#alike = alike;
    this.#count = count;
    this.#random = random;
  }

  /** Uniform in [0, 1): how hard an image is for a model; under `alike` of 1 the same for all models. */
  hardness(what: string, image: number, random: Random): number {
    const alike = this.#alike;
    if (alike === 0) return random.uniform();
    const own = this.#ownOf(what)[image] as number;
    if (alike === 1) return uniformOf(own);
    return uniformOf(Math.sqrt(alike) * own + Math.sqrt(1 - alike) * random.normal());
  }

  /** 1 for images that are hit at that rate. */
  flags(what: string, rate: number, count: number, random: Random): Uint8Array {
    const flags = new Uint8Array(count);
    for (let image = 0; image < count; image++) flags[image] = this.hardness(what, image, random) < rate ? 1 : 0;
    return flags;
  }

  #ownOf(what: string): Float64Array {
    const known = this.#own.get(what);
    if (known !== undefined) return known;
    const stream = this.#random.fork(what);
    const drawn = Float64Array.from({ length: this.#count }, () => stream.normal());
    this.#own.set(what, drawn);
    return drawn;
  }
}

/**
 * Distribution function of the standard normal, by its logistic approximation with a cubic term (Page, 1977),
 * error below 2e-4.
 */
function uniformOf(normal: number): number {
  return 1 / (1 + Math.exp(-1.5976 * normal - 0.070565992 * normal ** 3));
}

function attack(cell: Cell, space: SpaceName, correct: Uint8Array, success: Uint8Array): AttackRecord {
  const count = success.length;
  const none = new Float32Array(count);
  return {
    cell,
    attack: "simulated",
    space,
    radius: 0.3,
    restarts: 1,
    samples: Int32Array.from(success.keys()),
    correct,
    success,
    iteration: new Int32Array(count),
    norms: { l0: none, l1: none, l2: none, linf: none },
    imageL2: none,
    gradients: new Int32Array(count),
    forwards: new Int32Array(count),
    audit: AUDIT,
  };
}

/** How many times the smallest ε of an image the best attack finds. */
function found({ overshoot = [] }: World, random: Random): number {
  return overshoot.length === 0 ? 1 : 1 + Math.min(...overshoot.map((deviation) => deviation * Math.abs(random.normal())));
}

/**
 * The first radius of the sweep at which an image falls: Weibull of shape 1.5, which real images on FONTS
 * resemble, of that median.
 */
function fall(median: number, uniform: number): number {
  const smallest = median * (-Math.log2(1 - uniform)) ** (1 / 1.5);
  return 0.3 * (SWEEP.find((fraction) => 0.3 * fraction >= smallest) ?? 1);
}

function distances(cell: Cell, world: World, setting: Setting, samples: Int32Array, images: Images, random: Random): DistanceRecord[] {
  const shift = (): number => world.spread * random.normal();
  const { leaving, back, control, along = 0.5 } = world.ratio;
  const isExact = setting.ruler?.exact ?? true;
  type Draw = (image: number) => number;
  const population = (name: Population, distance: Draw, toOriginal: Draw = () => 1, space: SpaceName = "image"): DistanceRecord => ({
    cell,
    attack: "simulated",
    space,
    population: name,
    ruler: "simulated",
    exact: isExact,
    samples,
    distance: Float32Array.from(samples, distance),
    perturbation: new Float32Array(samples.length).fill(1),
    toOriginal: Float32Array.from(samples, toOriginal),
  });
  const [outwards, backwards, onto, held] = [leaving + shift(), back + shift(), along + shift(), Math.max(0, control + shift() / 4)];
  const overlap = Math.max(0, world.overlap + (shift() * world.overlap) / 2);
  const near: Draw = (image) => (images.hardness("clean", image, random) < overlap ? 3 : 0.01 * random.uniform());
  const away: Draw = () => outwards + 0.03 * random.normal();
  const records = [
    population("adversarial", away, () => Math.max(0, backwards + 0.1 * random.normal())),
    population("clean", near, () => 0),
    population("control", () => held * 2 * random.uniform()),
  ];
  if (isExact) return records;
  return [
    ...records,
    population("shrunk", near),
    population(
      "adversarial",
      () => onto + 0.03 * random.normal(),
      () => 1,
      LATENT,
    ),
  ];
}

const AUDIT: Audit = {
  normExcess: 0,
  boxExcess: 0,
  notFinite: 0,
  zeroGradients: 0,
  startSuccess: 0,
  progress: { searches: 0, halfway: 0, end: 0, stalled: 0 },
  warnings: [],
};
