// A result such as the profile `quick` gives, made of smooth curves and seeded noise: for looking at the page, and for its tests.
import {
  encodePixels,
  type AttackResult,
  type ModelResult,
  type RunResult,
  type StrategySetting,
  type TaskTime,
} from "@disentangle/artifacts";
import { Random, type SpaceKind } from "@disentangle/core";
import { drawLetter } from "./draw-letter.ts";
import { sampleDistances } from "./sample-distances.ts";
import { SAMPLE_VERDICTS } from "./sample-verdicts.ts";

const SIZES = [250, 500, 1000, 2000, 4000];
const STRATEGIES: readonly StrategySetting[] = [
  { id: "normal", sizes: SIZES, models: 3 },
  { id: "regular-adversarial", sizes: SIZES.slice(0, 4), models: 2 },
  { id: "on-manifold", sizes: SIZES.slice(0, 4), models: 2 },
];
/** Error, regular and on-manifold success at N = 250, and how fast each falls with N. */
const SHAPES: Readonly<Record<string, Readonly<Record<"error" | "image" | "latent", readonly [number, number]>>>> = {
  normal: { error: [0.74, 0.42], image: [1, 0.008], latent: [0.97, 0.12] },
  "regular-adversarial": { error: [0.68, 0.36], image: [0.97, 0.12], latent: [0.93, 0.14] },
  "on-manifold": { error: [0.55, 0.55], image: [0.999, 0.002], latent: [0.72, 0.3] },
  combined: { error: [0.58, 0.52], image: [0.96, 0.14], latent: [0.75, 0.28] },
};

/** Options of {@link sampleResult}. */
export interface SampleOptions {
  readonly evidence?: boolean;
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
    invariances: all(({ invariances }) => invariances),
    means: all(({ means }) => means),
    examples: all(({ examples }) => examples),
    timing: { ...first.timing, tasks: all(({ timing }) => timing.tasks), training: all(({ timing }) => timing.training ?? []) },
  };
}

function sampleOf(architecture: string, { evidence = true, combined = false, warnings = [] }: SampleOptions): RunResult {
  const random = Random.seeded(7);
  const strategies = combined ? [...STRATEGIES, { id: "combined", sizes: SIZES.slice(0, 4), models: 2 }] : STRATEGIES;
  const keys = strategies.flatMap(({ id, sizes, models }) =>
    sizes.flatMap((size) => Array.from({ length: models }, (_, model) => ({ architecture, strategy: id, size, model }))),
  );
  const share = (strategy: string, what: "error" | "image" | "latent", size: number, noise = 0): number => {
    const [start, slope] = SHAPES[strategy]?.[what] ?? [0.5, 0.1];
    return Math.min(1, Math.max(0.01, start * (size / 250) ** -slope + noise * random.normal()));
  };
  const models = keys.map((key): ModelResult => {
    const error = share(key.strategy, "error", key.size, 0.012);
    const errors = Math.round(error * 10_000);
    const losses = Array.from({ length: 20 }, (_, epoch) => 2.3 * Math.exp(-epoch / (3 + 400 / key.size)) + 0.02 + 0.01 * random.uniform());
    return { ...key, errors, total: 10_000, error: errors / 10_000, interval: around(errors / 10_000, 0.0095), losses };
  });
  const attacks = models.flatMap((model) =>
    (["image", "latent"] as const).map((space): AttackResult => {
      const correct = Math.round(500 * (1 - model.error));
      const successes = Math.min(correct, Math.round(correct * share(model.strategy, space, model.size, 0.01)));
      return attackRow(model, space, correct, successes, random);
    }),
  );
  return {
    schemaVersion: 1,
    tool: { name: "disentangle", version: "0.1.0" },
    command:
      "pnpm harness verify --profile quick --dataset fonts --architecture cnn --attack pgd-linf --backend simd --protocol paper --seed 1",
    settings: {
      profile: evidence ? "quick" : "smoke",
      evidence,
      protocol: "paper",
      dataset: {
        id: "fonts",
        options: { difficulty: "hard" },
        fingerprint: "6f0c1fd2b4a27d0a9c55",
        classes: Array.from("ABCDEFGHIJ"),
        image: [28, 28, 1],
      },
      architectures: [{ id: architecture, options: {}, name: architecture }],
      attack: { id: "pgd-linf", options: { iterations: 40, learningRate: 0.005 } },
      manifold: { id: "fonts", options: {}, exact: true },
      strategies,
      sizes: SIZES,
      testImages: 10_000,
      attackedImages: { image: 500, latent: 500 },
      restarts: 2,
      seed: 1,
      threads: 2,
      backend: { id: "simd", name: "simd", detail: { version: "0.1.0", threads: 2, relaxed: true } },
      plugins: [
        { name: "@disentangle/dataset-fonts", version: "0.1.0" },
        { name: "@disentangle/attack-pgd-linf", version: "0.1.0" },
      ],
      machine: "Linux x64, 2 processors, 24 GB, Node 24.21.0",
    },
    verdicts: SAMPLE_VERDICTS.map((verdict) => ({
      architecture,
      ...verdict,
      ...(!evidence && { outcome: "inconclusive", reason: `smoke: not evidence. By these numbers alone: ${verdict.reason}` }),
    })),
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
        space: "image",
        points: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map((radius) => {
          const rate = 1 / (1 + Math.exp(-(radius - 0.09 - 0.004 * Math.log(size / 250)) * 45));
          return { radius, successes: Math.round(400 * rate), trials: 400, rate, interval: around(rate, 0.04) };
        }),
        medianRadius: 0.1,
      })),
    distances: sampleDistances(architecture, random),
    invariances: models
      .filter(({ strategy }) => strategy === "normal")
      .map(({ strategy, size, model }) => ({
        architecture,
        strategy,
        size,
        model,
        attack: "pgd-linf",
        total: 310,
        invariant: 310,
        largestDifference: 0,
      })),
    means: strategies.flatMap(({ id, sizes, models: count }) =>
      sizes.flatMap((size) => {
        const row = { architecture, strategy: id, size, models: count };
        const value = (what: "error" | SpaceKind): number =>
          average(
            what === "error"
              ? select(models, id, size).map(({ error }) => error)
              : select(attacks, id, size)
                  .filter(({ space }) => space === what)
                  .map(({ rate }) => rate ?? 0),
          );
        return [
          { ...row, quantity: "error" as const, attack: null, space: null, mean: value("error"), interval: around(value("error"), 0.016) },
          ...(["image", "latent"] as const).map((space) => ({
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
    examples: Array.from({ length: 6 }, (_, i) => exampleRow(architecture, i, random)),
    warnings,
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
        { kind: "attack", label: `Attack ${key.strategy}, N = ${key.size}, model ${key.model}`, seconds: 4.5, cached: false },
      ]),
      training: keys.map((key) => ({ ...key, seconds: 2 + key.size / 150 })),
    },
  };
}

function attackRow(
  { architecture, strategy, size, model }: ModelResult,
  space: SpaceKind,
  correct: number,
  successes: number,
  random: Random,
): AttackResult {
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

function exampleRow(architecture: string, i: number, random: Random): RunResult["examples"][number] {
  const code = Array.from({ length: 4 }, () => 0.25 * random.normal());
  const original = drawLetter(i, code);
  const regular = original.map((value) => Math.min(1, Math.max(0, value + 0.22 * Math.tanh(random.normal()))));
  const moved = drawLetter(
    i,
    code.map((value) => value + 0.25 * random.normal()),
  );
  return {
    architecture,
    strategy: "normal",
    size: 4000,
    model: 0,
    sample: 10 * i,
    label: i,
    predicted: i,
    pixels: encodePixels(original),
    adversarial: [
      { attack: "pgd-linf", space: "image", predicted: (i + 3) % 10, pixels: encodePixels(regular) },
      { attack: "pgd-linf", space: "latent", predicted: (i + 7) % 10, pixels: encodePixels(moved) },
    ],
  };
}

function around(value: number, half: number): readonly [number, number] {
  return [Math.max(0, value - half), Math.min(1, value + half)];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function select<Row extends { strategy: string; size: number }>(rows: readonly Row[], strategy: string, size: number): Row[] {
  return rows.filter((row) => row.strategy === strategy && row.size === size);
}
