import { join } from "node:path";
import { Fault, SPACE_KINDS } from "@disentangle/core";
import * as v from "valibot";
import { eta } from "./eta.ts";
import { nearest } from "./nearest.ts";
import { readStrategy } from "./own-strategy.ts";
import { count, few, number, part, seed, targeted, text } from "./option-schemas.ts";
import { formatPart, parsePart, type PartChoice } from "./part-choice.ts";
import { plainJson } from "./plain-json.ts";
import { adjustProfile, PROFILES, REDUCED, type Profile } from "./profiles.ts";
import type { Request } from "./request.ts";
import { defaultName } from "./run-name.ts";
import type { Settings } from "./settings.ts";

const radius = v.pipe(number, v.minValue(0, "must not be negative"));

/** A list that names nothing twice. */
function listOf<S extends v.GenericSchema<unknown, unknown>>(item: S, most = 100): v.GenericSchema<unknown, readonly v.InferOutput<S>[]> {
  return v.pipe(
    v.array(item, "must be a list"),
    v.minLength(1, "must name at least one"),
    v.maxLength(most, `must name at most ${most}`),
    v.check(
      (items) => twice(items) === undefined,
      ({ input }) => `must not name ${nameOf(twice(input))} twice`,
    ),
  );
}

/** The first entry that stands there twice. */
function twice<T>(items: readonly T[]): T | undefined {
  const seen = new Set<string>();
  return items.find((item) => seen.size === seen.add(JSON.stringify(item)).size);
}

function nameOf(item: unknown): string {
  return typeof item === "object" && item !== null && "id" in item ? formatPart(item as PartChoice) : String(item);
}

/** What may be asked of a run, on the command line or in a config file; all optional. */
const entries = {
  profile: v.optional(v.picklist(Object.keys(PROFILES)), "quick"),
  protocol: v.optional(v.picklist(["paper", "reference"]), "paper"),
  backend: v.optional(part, "simd"),
  reuse: v.optional(part),
  dataset: v.optional(part, "fonts"),
  manifolds: v.optional(listOf(part)),
  ruler: v.optional(part),
  architectures: v.optional(listOf(part), ["cnn"]),
  attack: v.optional(part, "pgd-linf"),
  beside: v.optional(listOf(part)),
  minimumNorm: v.optional(part),
  sourceAttack: v.optional(part),
  strategies: v.optional(listOf(v.union([text, v.looseObject({ id: text })], "must be names, or descriptions { id, … }"))),
  claims: v.optional(listOf(v.pipe(v.union([text, number], "must be ids, such as 1"), v.transform(String)))),
  sizes: v.optional(listOf(count)),
  models: v.optional(few),
  attacked: v.optional(count),
  restarts: v.optional(few),
  spaces: v.optional(listOf(v.picklist(SPACE_KINDS, "must be image, latent or transformation"))),
  testImages: v.optional(count),
  targeted: v.optional(targeted),
  epsilon: v.optional(radius),
  eta: v.optional(eta),
  seed: v.optional(seed, 1),
  threads: v.optional(v.pipe(count, v.maxValue(1024, "must be at most 1024"))),
  workers: v.optional(
    v.pipe(number, v.integer("must be a whole number"), v.minValue(0, "must not be negative"), v.maxValue(1024, "must be at most 1024")),
  ),
  plugins: v.optional(v.array(text, "must be a list"), []),
  out: v.optional(v.pipe(text, v.nonEmpty("must name a folder"))),
};
const request = v.strictObject(entries);

/**
 * Checks a request and fills in the defaults: the one stage between what people write and what a run does.
 *
 * @param described strategies that may be named besides those that `raw` describes; names among them are
 * ignored
 * @throws Fault `bad-option`, naming every option that is wrong, `contradiction` where options cannot go
 * together
 */
export function readSettings(raw: unknown, described: readonly unknown[] = []): Settings {
  const result = v.safeParse(request, raw);
  if (!result.success) {
    throw new Fault("bad-option", `${result.issues.map((issue) => optionProblem(issue, Object.keys(entries))).join("; ")}.`, {
      value: raw,
      mend: "Run with --help to see the options.",
    });
  }
  // Schemas leave out names that every object has, and take what is inherited. Read again without these, and
  // only now: what is wrong with an option is said in the words of its schema.
  const given = plainJson(raw, "What is asked for");
  const asked: Request = v.parse(request, given);
  const isDescription = (entry: unknown): boolean => typeof entry === "object" && entry !== null;
  const own = [...described, ...(asked.strategies ?? [])].filter(isDescription).map((entry) => readStrategy(entry, "the config file"));
  const strategies = asked.strategies?.map((entry) => (typeof entry === "string" ? entry : entry.id));
  const base = PROFILES[asked.profile] as Profile;
  const changes = { ...asked, strategies };
  const profile = adjustProfile(base, changes);
  demandConsistent(asked);
  const { threads, attack, beside = [] } = asked;
  const settings = {
    profile,
    profileOf: (architecture: string) => adjustProfile({ ...base, ...REDUCED[base.name]?.[architecture] }, changes),
    protocol: asked.protocol,
    backend: threads === undefined ? asked.backend : { ...asked.backend, options: { ...asked.backend.options, threads } },
    reuse: asked.reuse,
    dataset: asked.dataset,
    manifolds: asked.manifolds,
    ruler: asked.ruler,
    architectures: asked.architectures,
    attack,
    beside,
    minimumNorm: asked.minimumNorm,
    sourceAttack: asked.sourceAttack ?? parsePart("pgd-linf"),
    claims: asked.claims ?? ["1", "2", "3", "4"],
    named: new Set((Object.keys(asked) as (keyof Request)[]).filter((name) => asked[name] !== undefined && isGiven(given, name))),
    spaces: asked.spaces ?? base.spaces,
    own,
    targeted: asked.targeted,
    epsilon: asked.epsilon,
    eta: asked.eta,
    seed: asked.seed,
    threads,
    workers: asked.workers,
    plugins: asked.plugins,
  };
  return { ...settings, out: asked.out ?? join("runs", defaultName(settings, changes)) };
}

/** Whether an option was given rather than filled in by its default. */
function isGiven(raw: unknown, name: string): boolean {
  return typeof raw === "object" && raw !== null && Object.hasOwn(raw, name);
}

function demandConsistent({ attack, beside = [], sourceAttack, threads, backend }: Request): void {
  if (sourceAttack !== undefined && ![attack, ...beside].some(({ id }) => id === "transfer")) {
    throw new Fault("contradiction", `--source-attack is for the attack transfer, and the attack is ${formatPart(attack)}.`, {
      value: formatPart(sourceAttack),
      mend: "Leave it out, or add --attack transfer.",
    });
  }
  if (threads !== undefined && backend.options["threads"] !== undefined) {
    throw new Fault("contradiction", `--threads says ${threads}, and --backend ${formatPart(backend)}.`, {
      value: threads,
      mend: "Give the number of threads once.",
    });
  }
}

/**
 * What is wrong with an option, by its name on the command line.
 *
 * @param names of the options there are
 */
export function optionProblem(issue: v.BaseIssue<unknown>, names: readonly string[]): string {
  const path = v.getDotPath(issue);
  if (path === null) return "The options must be an object";
  const [name = ""] = path.split(".");
  if (!names.includes(name)) {
    const like = nearest(name, names);
    return `There is no option "${name}"${like === undefined ? "" : ` (perhaps ${like})`}`;
  }
  const seen = typeof issue.input === "number" || typeof issue.input === "string" ? ` (got ${JSON.stringify(issue.input)})` : "";
  return `${flag(name)} ${issue.message.replace(/^Invalid .*: Expected (.*?)( but received .*)?$/, "must be $1")}${seen}`;
}

/** The name of an option on the command line. */
function flag(name: string): string {
  const words = (name === "attacks" ? "attack" : SINGULAR[name]) ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${words}`;
}

/** Options that the command line names in the singular. */
export const SINGULAR: Readonly<Record<string, string>> = {
  architectures: "architecture",
  manifolds: "manifold",
  strategies: "strategy",
  plugins: "plugin",
};
