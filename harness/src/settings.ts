import { join } from "node:path";
import { Fault, SPACE_KINDS, type Protocol, type Strategy } from "@disentangle/core";
import * as v from "valibot";
import { nearest } from "./nearest.ts";
import { readStrategy } from "./own-strategy.ts";
import { formatPart, parsePart, type PartChoice } from "./part-choice.ts";
import { PROFILES, REDUCED, type Profile } from "./profiles.ts";

const number = v.number("must be a number");
const count = v.pipe(number, v.integer("must be a whole number"), v.minValue(1, "must be at least 1"));
const radius = v.pipe(number, v.minValue(0, "must not be negative"));
const text = v.string("must be text");

/** A list that names nothing twice. */
function listOf<S extends v.GenericSchema<unknown, number | string | object>>(
  item: S,
): v.GenericSchema<unknown, readonly v.InferOutput<S>[]> {
  return v.pipe(
    v.array(item, "must be a list"),
    v.minLength(1, "must name at least one"),
    v.check(
      (items) => twice(items) === undefined,
      ({ input }) => `must not name ${String(twice(input))} twice`,
    ),
  );
}

function twice<T>(items: readonly T[]): T | undefined {
  return items.find((item, i) => items.indexOf(item) < i);
}

/** What may be asked of a run, on the command line or in a config file; all optional. */
const request = v.strictObject({
  profile: v.optional(v.picklist(Object.keys(PROFILES)), "quick"),
  protocol: v.optional(v.picklist(["paper", "reference"]), "paper"),
  backend: v.optional(text, "simd"),
  reuse: v.optional(text),
  dataset: v.optional(text, "fonts"),
  manifold: v.optional(text),
  architectures: v.optional(listOf(text), ["cnn"]),
  attack: v.optional(text, "pgd-linf"),
  beside: v.optional(listOf(text)),
  sourceAttack: v.optional(text),
  strategies: v.optional(listOf(v.union([text, v.looseObject({ id: text })], "must be names, or descriptions { id, … }"))),
  claims: v.optional(listOf(v.pipe(v.union([text, number], "must be ids, such as 1"), v.transform(String)))),
  sizes: v.optional(listOf(count)),
  models: v.optional(count),
  attacked: v.optional(count),
  restarts: v.optional(count),
  spaces: v.optional(listOf(v.picklist(SPACE_KINDS, "must be image, latent or transformation"))),
  testImages: v.optional(count),
  epsilon: v.optional(radius),
  eta: v.optional(radius),
  seed: v.optional(v.pipe(number, v.integer("must be a whole number")), 1),
  threads: v.optional(count),
  plugins: v.optional(v.array(text, "must be a list"), []),
  out: v.optional(v.pipe(text, v.nonEmpty("must name a folder"))),
});

type Asked = Omit<v.InferOutput<typeof request>, "strategies"> & { readonly strategies: readonly string[] | undefined };

/** What a run will do, with every default filled in. */
export interface Settings {
  readonly profile: Profile;
  /** The profile as it is for that architecture: expensive networks have a smaller one. */
  readonly profileOf: (architecture: string) => Profile;
  readonly protocol: Protocol;
  readonly backend: PartChoice;
  /** Another backend whose finished work counts too. */
  readonly reuse: PartChoice | undefined;
  readonly dataset: PartChoice;
  readonly manifold: PartChoice;
  readonly architectures: readonly PartChoice[];
  readonly attack: PartChoice;
  /** Further attacks on the same models, reported beside the one under test; no claim looks at them. */
  readonly beside: readonly PartChoice[];
  /** What `transfer` runs on its source. */
  readonly sourceAttack: PartChoice;
  /** Ids of the claims to judge. */
  readonly claims: readonly string[];
  /** Which choices were made by name, rather than by the profile; such a choice is never dropped silently. */
  readonly named: { readonly claims: boolean; readonly strategies: boolean; readonly spaces: boolean };
  /** Strategies described in the config file. */
  readonly own: readonly Strategy[];
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
 * @param described strategies that may be named besides those that `raw` describes; names among them are ignored
 * @throws Fault `bad-option`, naming every option that is wrong, `contradiction` where options cannot go together
 */
export function resolveSettings(raw: unknown, described: readonly unknown[] = []): Settings {
  const result = v.safeParse(request, raw);
  if (!result.success) {
    throw new Fault("bad-option", `${result.issues.map(problem).join("; ")}.`, { value: raw, mend: "Run with --help to see the options." });
  }
  const { strategies, ...rest } = result.output;
  const own = [...described, ...(strategies ?? [])]
    .filter((entry) => typeof entry === "object" && entry !== null)
    .map((entry) => readStrategy(entry, "the config file"));
  const asked: Asked = { ...rest, strategies: strategies?.map((entry) => (typeof entry === "string" ? entry : entry.id)) };
  const base = PROFILES[asked.profile] as Profile;
  const profile = adjust(base, asked);
  const dataset = parsePart(asked.dataset);
  const architectures = asked.architectures.map(parsePart);
  const backend = parsePart(asked.backend);
  const twin = twice(architectures.map(formatPart));
  if (twin !== undefined) {
    throw new Fault("bad-option", `The architecture ${twin} is named twice.`, {
      value: twin,
      mend: "Name it once in --architecture.",
    });
  }
  if (asked.sourceAttack !== undefined && asked.attack.split(":")[0] !== "transfer") {
    throw new Fault("contradiction", `--source-attack is for the attack transfer, and the attack is ${asked.attack}.`, {
      value: asked.sourceAttack,
      mend: "Leave it out, or add --attack transfer.",
    });
  }
  if (asked.threads !== undefined && backend.options["threads"] !== undefined) {
    throw new Fault("contradiction", `--threads says ${asked.threads}, and --backend ${formatPart(backend)}.`, {
      value: asked.threads,
      mend: "Give the number of threads once.",
    });
  }
  const attack = parsePart(asked.attack);
  const settings = {
    profile,
    profileOf: (architecture: string) => adjust({ ...base, ...REDUCED[base.name]?.[architecture] }, asked),
    protocol: asked.protocol,
    backend: asked.threads === undefined ? backend : { ...backend, options: { ...backend.options, threads: asked.threads } },
    reuse: asked.reuse === undefined ? undefined : parsePart(asked.reuse),
    dataset,
    manifold: parsePart(asked.manifold ?? dataset.id),
    architectures,
    attack,
    beside: (asked.beside ?? []).map((entry) => besides(parsePart(entry), attack)),
    sourceAttack: parsePart(asked.sourceAttack ?? "pgd-linf"),
    claims: asked.claims ?? ["1", "2", "3", "4"],
    named: { claims: asked.claims !== undefined, strategies: asked.strategies !== undefined, spaces: asked.spaces !== undefined },
    own,
    epsilon: asked.epsilon,
    eta: asked.eta,
    seed: asked.seed,
    threads: asked.threads,
    plugins: asked.plugins,
  };
  return { ...settings, out: asked.out ?? join("runs", defaultName(settings, asked)) };
}

/** An attack to run beside the one under test. */
function besides(choice: PartChoice, attack: PartChoice): PartChoice {
  if (choice.id === "transfer") {
    throw new Fault("contradiction", "The attack transfer trains a source of its own, so it cannot run beside another.", {
      value: choice.id,
      mend: "Run it by itself: --attack transfer.",
    });
  }
  if (formatPart(choice) !== formatPart(attack)) return choice;
  throw new Fault("contradiction", `--beside names the attack under test, ${formatPart(attack)}.`, {
    value: formatPart(choice),
    mend: "Leave it out, or give it other options.",
  });
}

function adjust(profile: Profile, asked: Asked): Profile {
  const sizes = asked.sizes === undefined ? profile.sizes : asked.sizes.toSorted((a, b) => a - b);
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
    spaces: asked.spaces ?? profile.spaces,
    testImages: asked.testImages ?? profile.testImages,
  };
}

/** What is wrong with an option, by its name on the command line. */
function problem(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return "The options must be an object";
  const [name = ""] = path.split(".");
  if (!Object.hasOwn(request.entries, name)) {
    const like = nearest(name, Object.keys(request.entries));
    return `There is no option "${name}"${like === undefined ? "" : ` (perhaps ${like})`}`;
  }
  const seen = typeof issue.input === "number" || typeof issue.input === "string" ? ` (got ${JSON.stringify(issue.input)})` : "";
  return `${flag(name)} ${issue.message.replace(/^Invalid .*: Expected (.*?)( but received .*)?$/, "must be $1")}${seen}`;
}

/** The name of an option on the command line. */
function flag(name: string): string {
  const words = SINGULAR[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${words}`;
}

const SINGULAR: Readonly<Record<string, string>> = { architectures: "architecture", strategies: "strategy", plugins: "plugin" };

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
  if (settings.beside.length > 0) parts.push(`beside=${settings.beside.map(formatPart).join()}`);
  for (const name of [
    "reuse",
    "manifold",
    "strategies",
    "claims",
    "sizes",
    "models",
    "attacked",
    "restarts",
    "spaces",
    "testImages",
    "epsilon",
    "eta",
  ] as const) {
    if (asked[name] !== undefined) parts.push(`${name}=${String(name === "sizes" ? settings.profile.sizes : asked[name])}`);
  }
  parts.push(`seed${settings.seed}`);
  return parts.join("-").replaceAll(/[^A-Za-z0-9.=-]+/g, "_");
}
