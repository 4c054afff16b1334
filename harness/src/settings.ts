import { join } from "node:path";
import { Fault, type Protocol } from "@disentangle/core";
import * as v from "valibot";
import { formatPart, parsePart, type PartChoice } from "./part-choice.ts";
import { PROFILES, REDUCED, type Profile } from "./profiles.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What may be asked of a run, on the command line or in a config file; all optional. */
const request = v.strictObject({
  profile: v.optional(v.picklist(Object.keys(PROFILES)), "quick"),
  protocol: v.optional(v.picklist(["paper", "reference"]), "paper"),
  backend: v.optional(v.string(), "simd"),
  dataset: v.optional(v.string(), "fonts"),
  manifold: v.optional(v.string()),
  architectures: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ["cnn"]),
  attack: v.optional(v.string(), "pgd-linf"),
  sourceAttack: v.optional(v.string(), "pgd-linf"),
  strategies: v.optional(v.array(v.string())),
  claims: v.optional(v.array(v.string())),
  sizes: v.optional(v.pipe(v.array(count), v.minLength(1))),
  models: v.optional(count),
  attacked: v.optional(count),
  restarts: v.optional(count),
  testImages: v.optional(count),
  epsilon: v.optional(v.pipe(v.number(), v.minValue(0))),
  eta: v.optional(v.pipe(v.number(), v.minValue(0))),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  threads: v.optional(count),
  plugins: v.optional(v.array(v.string()), []),
  out: v.optional(v.string()),
});

type Asked = v.InferOutput<typeof request>;

/** What a run will do, with every default filled in. */
export interface Settings {
  readonly profile: Profile;
  /** The profile as it is for that architecture: expensive networks have a smaller one. */
  readonly profileOf: (architecture: string) => Profile;
  readonly protocol: Protocol;
  readonly backend: PartChoice;
  readonly dataset: PartChoice;
  readonly manifold: PartChoice;
  readonly architectures: readonly PartChoice[];
  readonly attack: PartChoice;
  /** What `transfer` runs on its source. */
  readonly sourceAttack: PartChoice;
  /** Ids of the claims asked for. */
  readonly claims: readonly string[];
  /** Radius in pixels and in latent units, where not the attack's default. */
  readonly epsilon: number | undefined;
  readonly eta: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly plugins: readonly string[];
  /** Folder of the run. */
  readonly out: string;
}

/**
 * Checks a request and fills in the defaults.
 *
 * @throws Fault `bad-option`, naming every option that is wrong
 */
export function resolveSettings(raw: unknown): Settings {
  const result = v.safeParse(request, raw);
  if (!result.success) {
    const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? "options"}: ${issue.message}`);
    throw new Fault("bad-option", `${problems.join("; ")}.`, { value: raw, mend: "Run with --help to see the options." });
  }
  const asked = result.output;
  const base = PROFILES[asked.profile] as Profile;
  const profile = adjust(base, asked);
  const dataset = parsePart(asked.dataset);
  const architectures = asked.architectures.map(parsePart);
  const backend = parsePart(asked.backend);
  const settings = {
    profile,
    profileOf: (architecture: string) => adjust({ ...base, ...REDUCED[base.name]?.[architecture] }, asked),
    protocol: asked.protocol,
    backend: asked.threads === undefined ? backend : { ...backend, options: { ...backend.options, threads: asked.threads } },
    dataset,
    manifold: parsePart(asked.manifold ?? dataset.id),
    architectures,
    attack: parsePart(asked.attack),
    sourceAttack: parsePart(asked.sourceAttack),
    claims: asked.claims ?? ["1", "2", "3", "4"],
    epsilon: asked.epsilon,
    eta: asked.eta,
    seed: asked.seed,
    threads: asked.threads,
    plugins: asked.plugins,
  };
  return { ...settings, out: asked.out ?? join("runs", defaultName(settings, asked)) };
}

function adjust(profile: Profile, asked: Asked): Profile {
  const sizes = asked.sizes === undefined ? profile.sizes : [...new Set(asked.sizes)].toSorted((a, b) => a - b);
  const attacked = asked.attacked;
  return {
    ...profile,
    sizes,
    models: asked.models === undefined ? profile.models : { normal: asked.models, others: asked.models },
    strategies: asked.strategies ?? profile.strategies,
    // Strategies that are named are wanted at every size.
    largestOther: asked.strategies === undefined && asked.sizes === undefined ? profile.largestOther : Infinity,
    attacked: attacked === undefined ? profile.attacked : { image: attacked, latent: attacked, transformation: attacked },
    restarts: asked.restarts ?? profile.restarts,
    testImages: asked.testImages ?? profile.testImages,
  };
}

/** The same request gives the same folder, so that starting it again goes on where it stopped. */
function defaultName(settings: Omit<Settings, "out">, asked: Asked): string {
  const parts = [
    settings.profile.name,
    formatPart(settings.dataset),
    ...settings.architectures.map(formatPart),
    formatPart(settings.attack),
  ];
  if (settings.protocol !== "paper") parts.push(settings.protocol);
  if (settings.backend.id !== "simd") parts.push(settings.backend.id);
  for (const name of [
    "manifold",
    "strategies",
    "claims",
    "sizes",
    "models",
    "attacked",
    "restarts",
    "testImages",
    "epsilon",
    "eta",
  ] as const) {
    if (asked[name] !== undefined) parts.push(`${name}=${String(asked[name])}`);
  }
  parts.push(`seed${settings.seed}`);
  return parts.join("-").replaceAll(/[^A-Za-z0-9.=-]+/g, "_");
}
