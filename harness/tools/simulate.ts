import {
  Random,
  type AttackRecord,
  type Audit,
  type Cell,
  type DistanceRecord,
  type Evidence,
  type ModelRecord,
  type Population,
  type Setting,
  type SpaceKind,
} from "@disentangle/core";
import { SWEEP } from "../src/radii.ts";
import { resolveSettings } from "../src/settings.ts";

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
  /** Expected median over images of d/‖δ‖ and of ‖π − x‖/‖δ‖, and of d of the control. */
  readonly ratio: { readonly leaving: number; readonly back: number; readonly control: number };
  /** Chance that a clean image lies further from the manifold than every adversarial one. */
  readonly overlap: number;
  /** Standard deviation between models of every rate and ratio; five times as much, as a share of itself, of the median smallest ε. */
  readonly spread: number;
}

/** How much a run measures. */
export interface Effort {
  readonly sizes: readonly number[];
  readonly others: readonly number[];
  readonly models: { readonly normal: number; readonly others: number };
  readonly attacked: number;
  readonly tested: number;
  /** Adversarial examples projected per model. */
  readonly projected: number;
}

const { sizes, largestOther, models, attacked, testImages } = resolveSettings({ profile: "quick" }).profile;

/** The profile `quick`; claim 1 is given a third of its examples, to save time. */
export const QUICK: Effort = {
  sizes,
  others: sizes.filter((size) => size <= largestOther),
  models,
  attacked: attacked.image,
  tested: testImages,
  projected: 140,
};

/** The setting of a simulated run. */
export function settingOf(effort: Effort): Setting {
  return {
    profile: "quick",
    protocol: "paper",
    dataset: "simulated",
    architecture: "simulated",
    strategies: ["normal", "regular-adversarial", "on-manifold"],
    sizes: effort.sizes,
    strategySizes: { "regular-adversarial": effort.others, "on-manifold": effort.others },
    attack: "simulated",
    exact: true,
  };
}

/** One run's evidence: models drawn around the world's rates, images drawn given each model's. Only what that claim looks at. */
export function simulate(claim: string, world: World, effort: Effort, random: Random): Evidence {
  const evidence = { models: [] as ModelRecord[], attacks: [] as AttackRecord[], distances: [] as DistanceRecord[] };
  for (const strategy of claim === "1" || claim === "2" ? ["normal"] : ["normal", "on-manifold"]) {
    for (const size of strategy === "normal" ? effort.sizes : effort.others) {
      for (let model = 0; model < (strategy === "normal" ? effort.models.normal : effort.models.others); model++) {
        const cell: Cell = { dataset: "simulated", architecture: "simulated", strategy, size, model };
        const around = (rate: number): number => Math.min(1, Math.max(0, rate + world.spread * random.normal()));
        const error = around(world.error(strategy, size));
        evidence.models.push({ cell, errors: binomial(effort.tested, error, random), total: effort.tested, losses: [], seconds: 0 });
        const correct = Math.max(1, Math.round(effort.attacked * (1 - error)));
        if (claim === "2" || (claim === "3" && strategy === "normal")) {
          evidence.attacks.push(attack(cell, "latent", correct, around(world.onManifold(strategy, size)), undefined, random));
        }
        if (claim === "4") {
          const radius = world.radius(strategy, size) * Math.exp(5 * world.spread * random.normal());
          evidence.attacks.push(attack(cell, "image", correct, around(world.regular(strategy, size)), radius, random));
        }
        if (claim === "1" && size === effort.sizes.at(-1)) evidence.distances.push(...distances(cell, world, effort, random));
      }
    }
  }
  const invariances = evidence.models.map(({ cell }) => ({ cell, attack: "simulated", total: 100, invariant: 100, largestDifference: 0 }));
  return { ...evidence, invariances };
}

function attack(cell: Cell, space: SpaceKind, correct: number, rate: number, radius: number | undefined, random: Random): AttackRecord {
  const success = Uint8Array.from({ length: correct }, () => (random.uniform() < rate ? 1 : 0));
  const none = new Float32Array(correct);
  return {
    cell,
    attack: "simulated",
    space,
    radius: 0.3,
    restarts: 1,
    samples: Int32Array.from(success.keys()),
    correct: new Uint8Array(correct).fill(1),
    success,
    iteration: new Int32Array(correct),
    norms: { l0: none, l1: none, l2: none, linf: none },
    imageL2: none,
    gradients: new Int32Array(correct),
    audit: AUDIT,
    ...(radius !== undefined && { smallestRadius: Float32Array.from(success, (fell) => (fell === 1 ? fall(radius, random) : Infinity)) }),
  };
}

/** The first radius of the sweep at which an image falls: Weibull of shape 1.5, which real images on FONTS resemble, of that median. */
function fall(median: number, random: Random): number {
  const smallest = median * (-Math.log2(1 - random.uniform())) ** (1 / 1.5);
  return 0.3 * (SWEEP.find((fraction) => 0.3 * fraction >= smallest) ?? 1);
}

function distances(cell: Cell, world: World, effort: Effort, random: Random): DistanceRecord[] {
  const shift = (): number => world.spread * random.normal();
  const { leaving, back, control } = world.ratio;
  const population = (name: Population, distance: () => number, toOriginal: () => number): DistanceRecord => {
    const column = (draw: () => number): Float32Array => Float32Array.from({ length: effort.projected }, draw);
    return {
      cell,
      attack: "simulated",
      space: "image",
      population: name,
      manifold: "fonts",
      exact: true,
      samples: Int32Array.from({ length: effort.projected }, (_, i) => i),
      distance: column(distance),
      perturbation: column(() => 1),
      toOriginal: column(toOriginal),
    };
  };
  const [outwards, backwards, along] = [leaving + shift(), back + shift(), Math.max(0, control + shift() / 4)];
  const overlap = Math.max(0, world.overlap + (shift() * world.overlap) / 2);
  return [
    population(
      "adversarial",
      () => outwards + 0.03 * random.normal(),
      () => Math.max(0, backwards + 0.1 * random.normal()),
    ),
    population(
      "clean",
      () => (random.uniform() < overlap ? 3 : 0.01 * random.uniform()),
      () => 0,
    ),
    population(
      "control",
      () => along * 2 * random.uniform(),
      () => 1,
    ),
  ];
}

function binomial(count: number, p: number, random: Random): number {
  // Normal approximation: thousands of trials at rates away from 0 and 1.
  return Math.min(count, Math.max(0, Math.round(count * p + Math.sqrt(count * p * (1 - p)) * random.normal())));
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
