import type {
  AttackRecord,
  Cell,
  DistanceRecord,
  Evidence,
  LabelRecord,
  ModelRecord,
  Need,
  Population,
  Setting,
  SpaceName,
} from "@disentangle/core";
import type { SweepRecord } from "@disentangle/core";
import { SWEEP } from "@disentangle/evaluation/statistics";

/**
 * Evidence of exactly the shape that needs describe, as perfect as it can be: errors and on-manifold success
 * fall with N and are lower after training on the manifold, every regular attack succeeds and leads straight
 * away from the manifold, every label is kept.
 */
export function perfectEvidence(setting: Setting, needs: readonly Need[]): Evidence {
  const evidence = {
    models: [] as ModelRecord[],
    attacks: [] as AttackRecord[],
    sweeps: [] as SweepRecord[],
    distances: [] as DistanceRecord[],
    labels: [] as LabelRecord[],
    lessons: [],
  };
  for (const cell of cellsOf(setting, needs)) {
    const own = needs.filter(({ strategy, sizes }) => strategy === cell.strategy && sizes.includes(cell.size));
    evidence.models.push(modelOf(cell, setting));
    for (const space of unique(own.flatMap(({ attacks }) => attacks))) evidence.attacks.push(attackOf(cell, space, setting));
    if (own.some(({ sweep }) => sweep === true)) evidence.sweeps.push(sweepOf(cell, setting));
    for (const space of unique(own.flatMap(({ distances = [] }) => distances)))
      evidence.distances.push(...distancesOf(cell, space, setting));
    for (const space of unique(own.flatMap(({ labels = [] }) => labels))) evidence.labels.push(labelsOf(cell, space, setting));
  }
  return evidence;
}

function cellsOf(setting: Setting, needs: readonly Need[]): readonly Cell[] {
  const trainings = unique(needs.flatMap(({ strategy, sizes }) => sizes.map((size) => JSON.stringify([strategy, size]))));
  return trainings.flatMap((training) => {
    const [strategy, size] = JSON.parse(training) as [string, number];
    const { dataset, architecture } = setting;
    return Array.from({ length: setting.models[strategy] ?? 0 }, (_, model) => ({ dataset, architecture, strategy, size, model }));
  });
}

/** How far a cell is from the smallest to the largest N, in [0, 1]. */
function progress({ size }: Cell, { sizes }: Setting): number {
  return sizes.length < 2 ? 0 : sizes.indexOf(size) / (sizes.length - 1);
}

function modelOf(cell: Cell, setting: Setting): ModelRecord {
  const total = 1000;
  const errors = Math.round((cell.strategy === "normal" ? 600 : 300) * (1 - 0.8 * progress(cell, setting)));
  return {
    cell,
    errors,
    total,
    wrong: Uint8Array.from({ length: total }, (_, i) => (i >= total - errors ? 1 : 0)),
    losses: [],
    seconds: 0,
  };
}

function attackOf(cell: Cell, space: SpaceName, setting: Setting): AttackRecord {
  const latent = space.startsWith("latent/");
  const count = setting.attacked[latent ? "latent" : "image"];
  const rate = latent ? 0.9 - 0.6 * progress(cell, setting) : 1;
  const none = new Float32Array(count);
  return {
    cell,
    attack: setting.attack,
    space,
    radius: 0.3,
    restarts: 1,
    samples: numbered(count),
    correct: new Uint8Array(count).fill(1),
    success: Uint8Array.from({ length: count }, (_, i) => (i < rate * count ? 1 : 0)),
    iteration: new Int32Array(count),
    norms: { l0: none, l1: none, l2: none, linf: none },
    imageL2: none,
    gradients: new Int32Array(count),
    forwards: new Int32Array(count),
    audit: {
      normExcess: 0,
      boxExcess: 0,
      notFinite: 0,
      zeroGradients: 0,
      startSuccess: 0,
      progress: { searches: 0, halfway: 0, end: 0, stalled: 0 },
      warnings: [],
    },
  };
}

function sweepOf(cell: Cell, setting: Setting): SweepRecord {
  const { attack, samples, correct, radius } = attackOf(cell, "image", setting);
  const smallest = Float32Array.from(samples, (i) => radius * (SWEEP[i % 4] as number));
  return { cell, attack, space: "image", radius, fractions: SWEEP, samples, correct, smallest };
}

function distancesOf(cell: Cell, space: SpaceName, setting: Setting): DistanceRecord[] {
  const ruler = setting.ruler ?? { id: "none", exact: true };
  const { attack, samples } = attackOf(cell, space, setting);
  const latent = space.startsWith("latent/");
  const populations: readonly Population[] = ruler.exact
    ? ["adversarial", "clean", "noise", "control"]
    : ["adversarial", "clean", "noise", "control", "shrunk"];
  const away: Readonly<Record<Population, number>> = { adversarial: latent ? 0.1 : 1, clean: 0, noise: 1, control: 0, shrunk: 0 };
  return populations.map((population) => ({
    cell,
    attack,
    space,
    population,
    ruler: ruler.id,
    exact: ruler.exact,
    samples,
    distance: new Float32Array(samples.length).fill(away[population]),
    perturbation: new Float32Array(samples.length).fill(1),
    toOriginal: new Float32Array(samples.length),
  }));
}

function labelsOf(cell: Cell, space: SpaceName, setting: Setting): LabelRecord {
  const total = setting.attacked.latent;
  return {
    cell,
    attack: setting.attack,
    space,
    exact: setting.latent?.exact ?? true,
    total,
    kept: total,
    leftOut: 0,
    largestDifference: 0,
  };
}

function numbered(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
