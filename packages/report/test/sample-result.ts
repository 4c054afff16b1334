// A result such as the profile `quick` gives, made of smooth curves and seeded noise: for looking at the
// page, and for its tests.
import { encodePixels, type AttackRow, type ModelRow, type RunResult, type TaskTime } from "@disentangle/artifacts";
import { Random, spaceKind, type SpaceKind, type SpaceName } from "@disentangle/core";
import { drawLetter } from "./draw-letter.ts";
import { sampleCloseUps } from "./sample-close-ups.ts";
import { sampleDistances, sampleNeighbourDistances } from "./sample-distances.ts";
import { COMBINED, SAMPLES, SIZES, type SampleKind } from "./sample-kinds.ts";
import { sampleVerdicts } from "./sample-verdicts.ts";

/** Error, regular and on-manifold success at N = 250, and how fast each falls with N. */
const SHAPES: Readonly<Record<string, Readonly<Record<Exclude<SpaceKind, "transformation"> | "error", readonly [number, number]>>>> = {
  normal: { error: [0.74, 0.42], image: [1, 0.008], latent: [0.97, 0.12] },
  "regular-adversarial": { error: [0.68, 0.36], image: [0.97, 0.12], latent: [0.93, 0.14] },
  "on-manifold": { error: [0.55, 0.55], image: [0.999, 0.002], latent: [0.72, 0.3] },
  "on-manifold/vae-gan": { error: [0.64, 0.5], image: [0.999, 0.002], latent: [0.8, 0.25] },
  combined: { error: [0.58, 0.52], image: [0.96, 0.14], latent: [0.75, 0.28] },
};

/** Options of {@link sampleResult}. */
export interface SampleOptions {
  readonly evidence?: boolean;
  /** Which manifolds the run had; default: the true one. */
  readonly kind?: SampleKind;
  /** Whether combined training ran as well. */
  readonly combined?: boolean;
  readonly warnings?: readonly string[];
  /** Names of the architectures, of which all came out alike; default: the CNN alone. */
  readonly architectures?: readonly string[];
}

/** The sample. */
export function sampleResult(options: SampleOptions = {}): RunResult {
  const parts = (options.architectures ?? ["cnn"]).map((name) => sampleOf(name, options));
  const all = <Row>(pick: (part: RunResult) => readonly Row[]): Row[] => parts.flatMap((part) => [...pick(part)]);
  const [first] = parts as [RunResult, ...RunResult[]];
  return {
    ...first,
    settings: { ...first.settings, architectures: all(({ settings }) => settings.architectures) },
    verdicts: all(({ verdicts }) => verdicts),
    models: all(({ models }) => models),
    attacks: all(({ attacks }) => attacks),
    sweeps: all(({ sweeps }) => sweeps),
    distances: all(({ distances }) => distances),
    labels: all(({ labels }) => labels),
    means: all(({ means }) => means),
    examples: all(({ examples }) => examples),
    ladders: all(({ ladders }) => ladders),
    paths: all(({ paths }) => paths),
    timing: { ...first.timing, tasks: all(({ timing }) => timing.tasks), training: all(({ timing }) => timing.training) },
  };
}

function sampleOf(architecture: string, { evidence = true, combined = false, warnings = [], kind = "true" }: SampleOptions): RunResult {
  const random = Random.seeded(7);
  const { dataset, manifolds, ruler, latent, lessons, ...sample } = SAMPLES[kind];
  const strategies = combined ? [...sample.strategies, COMBINED] : sample.strategies;
  const spaces: readonly SpaceName[] = ["image", ...latent];
  const keys = strategies.flatMap(({ id, sizes, models }) =>
    sizes.flatMap((size) => Array.from({ length: models }, (_, model) => ({ architecture, strategy: id, size, model }))),
  );
  const share = (strategy: string, what: "error" | SpaceName, size: number, noise = 0): number => {
    const shape = what === "error" || what === "image" ? what : "latent";
    const [from, slope] = SHAPES[strategy]?.[shape] ?? [0.5, 0.1];
    const start = what === "latent/vae-gan" ? 0.55 * from : from;
    return Math.min(1, Math.max(0.01, start * (size / 250) ** -slope + noise * random.normal()));
  };
  const models = keys.map((key): ModelRow => {
    const error = share(key.strategy, "error", key.size, 0.012);
    const errors = Math.round(error * 10_000);
    const losses = Array.from({ length: 20 }, (_, epoch) => 2.3 * Math.exp(-epoch / (3 + 400 / key.size)) + 0.02 + 0.01 * random.uniform());
    return { ...key, errors, total: 10_000, error: errors / 10_000, interval: around(errors / 10_000, 0.0095), losses };
  });
  const attacks = models.flatMap((model) =>
    spaces.map((space): AttackRow => {
      const correct = Math.round(500 * (1 - model.error));
      const successes = Math.min(correct, Math.round(correct * share(model.strategy, space, model.size, 0.01)));
      return attackRow(model, space, correct, successes, random);
    }),
  );
  return {
    schemaVersion: 2,
    tool: { name: "disentangle", version: "0.1.0" },
    command: "pnpm harness verify --profile quick --architecture cnn --attack pgd-linf --backend simd --protocol paper --seed 1",
    settings: {
      profile: evidence ? "quick" : "smoke",
      evidence,
      protocol: "paper",
      dataset,
      architectures: [{ id: architecture, options: {}, name: architecture }],
      attack: { id: "pgd-linf", options: { iterations: 40, learningRate: 0.005 } },
      beside: [],
      manifolds,
      ...(ruler !== undefined && { ruler }),
      ...(latent[0] !== undefined && { latent: latent[0] }),
      strategies,
      sizes: SIZES,
      testImages: 10_000,
      attackedImages: Object.fromEntries(spaces.map((space) => [space, 500])),
      restarts: 2,
      seed: 1,
      workers: 2,
      threads: 1,
      backend: { id: "simd", name: "simd", detail: { version: "0.1.0", threads: 2, relaxed: true } },
      plugins: [
        { name: "@disentangle/dataset-fonts", version: "0.1.0" },
        { name: "@disentangle/attack-pgd-linf", version: "0.1.0" },
      ],
      machine: "Linux x64, 2 processors, 24 GB, Node 24.21.0",
    },
    verdicts: sampleVerdicts(architecture, evidence),
    models,
    attacks,
    sweeps: models
      .filter(({ strategy }) => strategy === "normal")
      .map(({ strategy, size, model }) => ({
        architecture,
        strategy,
        size,
        model,
        attack: "pgd-linf",
        norm: "L∞",
        space: "image",
        points: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map((radius) => {
          const rate = 1 / (1 + Math.exp(-(radius - 0.09 - 0.004 * Math.log(size / 250)) * 45));
          return { radius, successes: Math.round(400 * rate), trials: 400, rate, interval: around(rate, 0.04) };
        }),
        medianRadius: 0.1,
      })),
    distances: DISTANCES[ruler ?? ""]?.(architecture, random) ?? [],
    labels: models
      .filter(({ strategy }) => strategy === "normal")
      .flatMap(({ strategy, size, model }) =>
        latent.map((space) => {
          const key = { architecture, strategy, size, model, attack: "pgd-linf", space };
          return space === "latent/fonts"
            ? { ...key, exact: true, total: 310, kept: 310, leftOut: 0, largestDifference: 0 }
            : { ...key, exact: false, total: 240, kept: 228, leftOut: 70, largestDifference: null };
        }),
      ),
    means: strategies.flatMap(({ id, sizes, models: count }) =>
      sizes.flatMap((size) => {
        const row = { architecture, strategy: id, size, models: count };
        const value = (what: "error" | SpaceName): number =>
          average(
            what === "error"
              ? select(models, id, size).map(({ error }) => error)
              : select(attacks, id, size)
                  .filter(({ space }) => space === what)
                  .map(({ rate }) => rate ?? 0),
          );
        return [
          { ...row, quantity: "error" as const, attack: null, space: null, mean: value("error"), interval: around(value("error"), 0.016) },
          ...spaces.map((space) => ({
            ...row,
            quantity: "success" as const,
            attack: "pgd-linf",
            space,
            mean: value(space),
            interval: around(value(space), 0.03),
          })),
          ...(id === "normal"
            ? [
                {
                  ...row,
                  quantity: "radius" as const,
                  attack: "pgd-linf",
                  space: "image" as const,
                  mean: 0.09 + 0.004 * Math.log(size / 250),
                  interval: [0.085, 0.115] as const,
                },
              ]
            : []),
        ];
      }),
    ),
    examples: [
      ...Array.from({ length: 6 }, (_, i) => exampleRow(architecture, i, { spaces, channels: dataset.image[2] }, random)),
      ...keys
        .filter(({ strategy, size, model }) => strategy !== "normal" || size !== 4000 || model !== 0)
        .map((key) => ({ ...exampleRow(architecture, key.model, { spaces, channels: dataset.image[2] }, random), ...key })),
    ],
    ...sampleCloseUps(architecture, spaces, dataset.image[2], random),
    lessons,
    warnings,
    artifacts: [],
    timing: {
      started: "2026-03-02T10:00:00.000Z",
      seconds: 512,
      peakMemory: 1.1 * 2 ** 30,
      tasks: keys.flatMap((key): TaskTime[] => [
        {
          kind: "train",
          label: `Train ${key.strategy}, N = ${key.size}, model ${key.model}`,
          seconds: 2 + key.size / 150,
          cached: key.size === 250,
        },
        {
          kind: "attack",
          label: `Attack ${key.strategy}, N = ${key.size}, model ${key.model}`,
          seconds: 4.5,
          cached: false,
          worker: key.model % 2,
        },
      ]),
      training: keys.map((key) => ({ ...key, seconds: 2 + key.size / 150 })),
      lessons: lessons.map(({ part, lesson }) => ({ part, lesson, seconds: 41 })),
    },
  };
}

function attackRow(
  { architecture, strategy, size, model }: ModelRow,
  space: SpaceName,
  correct: number,
  successes: number,
  random: Random,
): AttackRow {
  const rate = correct === 0 ? null : successes / correct;
  const linf = (space === "image" ? 0.14 : 0.21) + 0.01 * Math.log(size / 250) + 0.004 * random.normal();
  return {
    architecture,
    strategy,
    size,
    model,
    attack: "pgd-linf",
    space,
    radius: 0.3,
    restarts: 2,
    images: 500,
    correct,
    successes,
    trials: correct,
    rate,
    interval: around(rate ?? 0.5, 0.04),
    norms: { l0: space === "image" ? 784 : 6, l1: linf * 300, l2: linf * 14, linf },
    imageL2: linf * 14,
    iteration: 9 + random.uniform(),
    gradients: 40 * correct,
    audit: {
      normExcess: 0,
      boxExcess: 0,
      notFinite: 0,
      zeroGradients: 0,
      startSuccess: 3,
      progress: { searches: 2 * correct - successes, halfway: Math.round(0.8 * successes), end: successes, stalled: 1 },
      warnings: space === "image" && size === 4000 ? ["12 of 400 rows had a zero gradient at every step"] : [],
    },
  };
}

/** Which spaces were searched, and how many channels images have. */
interface Shown {
  readonly spaces: readonly SpaceName[];
  readonly channels: number;
}

function exampleRow(architecture: string, i: number, { spaces, channels }: Shown, random: Random): RunResult["examples"][number] {
  const code = Array.from({ length: 4 }, () => 0.25 * random.normal());
  const original = drawLetter(i, code);
  const regular = original.map((value) => Math.min(1, Math.max(0, value + 0.22 * Math.tanh(random.normal()))));
  const moved = (): Float32Array =>
    drawLetter(
      i,
      code.map((value) => value + 0.25 * random.normal()),
    );
  // In colour every channel is a share of the strokes.
  const inked = (pixels: Float32Array): string =>
    encodePixels(
      Float32Array.from(
        { length: channels * pixels.length },
        (_, k) => (pixels[Math.floor(k / channels)] as number) / (1 + (k % channels)),
      ),
    );
  return {
    architecture,
    strategy: "normal",
    size: 4000,
    model: 0,
    sample: 10 * i,
    label: i,
    predicted: i,
    pixels: inked(original),
    adversarial: spaces.map((space) => ({
      attack: "pgd-linf",
      space,
      predicted: (i + (space === "image" ? 3 : 7)) % 10,
      pixels: inked(spaceKind(space) === "image" ? regular : moved()),
      // On a learned manifold one example loses its label, and one cannot be told.
      ...(spaceKind(space) === "latent" && { keepsLabel: space === "latent/fonts" || i > 1 ? true : i === 1 ? false : null }),
    })),
  };
}

/** Distances by id of the ruler. */
const DISTANCES: Readonly<Record<string, typeof sampleDistances>> = { fonts: sampleDistances, knn: sampleNeighbourDistances };

function around(value: number, half: number): readonly [number, number] {
  return [Math.max(0, value - half), Math.min(1, value + half)];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function select<Row extends { strategy: string; size: number }>(rows: readonly Row[], strategy: string, size: number): Row[] {
  return rows.filter((row) => row.strategy === strategy && row.size === size);
}
