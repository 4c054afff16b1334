import { Fault, SPACE_KINDS, type Protocol, type SpaceKind, type Strategy } from "@disentangle/core";
import * as v from "valibot";
import { nearest } from "./nearest.ts";
import { readStrategy } from "./own-strategy.ts";
import { PROFILES } from "./profiles.ts";

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

/** The first entry that stands there twice. */
export function twice<T>(items: readonly T[]): T | undefined {
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

/** A request that was checked: parts are still text, strategies are names, those described in full are apart. */
export interface Asked {
  readonly profile: string;
  readonly protocol: Protocol;
  readonly backend: string;
  readonly reuse?: string | undefined;
  readonly dataset: string;
  readonly manifold?: string | undefined;
  readonly architectures: readonly string[];
  readonly attack: string;
  readonly beside?: readonly string[] | undefined;
  readonly sourceAttack?: string | undefined;
  readonly strategies?: readonly string[] | undefined;
  readonly own: readonly Strategy[];
  readonly claims?: readonly string[] | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly models?: number | undefined;
  readonly attacked?: number | undefined;
  readonly restarts?: number | undefined;
  readonly spaces?: readonly SpaceKind[] | undefined;
  readonly testImages?: number | undefined;
  readonly epsilon?: number | undefined;
  readonly eta?: number | undefined;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly plugins: readonly string[];
  readonly out?: string | undefined;
}

/**
 * Checks what is asked of a run.
 *
 * @param described strategies that may be named besides those that `raw` describes; names among them are ignored
 * @throws Fault `bad-option`, naming every option that is wrong
 */
export function readRequest(raw: unknown, described: readonly unknown[]): Asked {
  const result = v.safeParse(request, raw);
  if (!result.success) {
    throw new Fault("bad-option", `${result.issues.map(problem).join("; ")}.`, { value: raw, mend: "Run with --help to see the options." });
  }
  const { strategies, ...rest } = result.output;
  const own = [...described, ...(strategies ?? [])]
    .filter((entry) => typeof entry === "object" && entry !== null)
    .map((entry) => readStrategy(entry, "the config file"));
  return { ...rest, own, strategies: strategies?.map((entry) => (typeof entry === "string" ? entry : entry.id)) };
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
