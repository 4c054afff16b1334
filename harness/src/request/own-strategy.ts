import { Fault, isSpaceName, type Group, type SpaceName, type Strategy } from "@disentangle/core";
import * as v from "valibot";
import { parsePart } from "./part-choice.ts";

/** Images per training batch, a share of which must come to a row at least. */
export const BATCH = 100;

const id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)?$/, 'must be a name of small letters, digits and hyphens, such as "mine"'),
);
const space = v.pipe(
  v.string(),
  v.custom<SpaceName>(
    (name) => isSpaceName(name as string),
    "must be image, transformation or latent/ and a manifold, such as latent/fonts",
  ),
);
const radius = v.pipe(v.number(), v.minValue(0, "must not be negative"));
const attack = v.union([
  v.pipe(v.string(), v.transform(parsePart)),
  v.strictObject({ id: v.string(), options: v.optional(v.record(v.string(), v.unknown()), {}) }),
]);
const share = v.pipe(v.number(), v.minValue(0.01, "must be 0.01 to 1"), v.maxValue(1, "must be 0.01 to 1"));

const short = v.strictObject({ id, space, attack, radius, share: v.optional(share, 0.5) });

const clean = v.strictObject({ fraction: share, weight: v.pipe(v.number(), v.minValue(0)), space: v.literal("clean") });
const attacked = v.strictObject({ ...clean.entries, space, attack, radius, apart: v.exactOptional(v.boolean()) });
const full = v.strictObject({
  id,
  steps: v.pipe(
    v.array(
      v.pipe(
        v.array(v.variant("space", [clean, attacked])),
        v.check(
          (groups) => Math.abs(groups.reduce((sum, { fraction }) => sum + fraction, 0) - 1) < 1e-6,
          "must have fractions that sum to 1",
        ),
        v.check((groups) => groups.some(({ weight }) => weight > 0), "must have a group of a weight above 0"),
      ),
    ),
    v.minLength(1, "must have a step at least"),
    v.check(
      (steps) => steps.flat().every(({ fraction }) => (fraction * BATCH) / steps.length >= 1),
      `must leave every group a row of a batch of ${BATCH}`,
    ),
  ),
});

/**
 * A training strategy as people write it: in full, as `Strategy` of `@disentangle/core` has it, or as `{ id,
 * space, attack, radius, share }`, where that share of every batch (half of it, if left out) is attacked, the
 * rest stays clean and every image counts alike.
 *
 * @param origin whose it is, for messages
 * @throws Fault `bad-option` that names what is wrong with it
 */
export function readStrategy(raw: unknown, origin: string): Strategy {
  const inFull = typeof raw === "object" && raw !== null && "steps" in raw;
  const result = v.safeParse(inFull ? full : short, raw);
  if (!result.success) {
    const name = typeof raw === "object" && raw !== null && "id" in raw ? ` "${String(raw.id)}"` : "";
    const problems = result.issues.map((issue) => {
      const path = v.getDotPath(issue);
      return path === null ? issue.message : `${path}: ${issue.message}`;
    });
    throw new Fault("bad-option", `The strategy${name} of ${origin} is wrong: ${problems.join("; ")}.`, {
      value: raw,
      mend: 'Write { id: "mine", space: "image", attack: "pgd-linf:iterations=10", radius: 0.1, share: 0.5 }, or { id, steps } in full.',
    });
  }
  const strategy = result.output;
  return "steps" in strategy ? strategy : mixed(strategy);
}

function mixed({ id, share: part, space, attack: by, radius: far }: v.InferOutput<typeof short>): Strategy {
  const group: Group = { fraction: part, weight: part, space, attack: by, radius: far };
  const rest = 1 - part;
  return { id, steps: [rest < 1e-9 ? [group] : [{ fraction: rest, weight: rest, space: "clean" }, group]] };
}

/**
 * All strategies of a run by name: those that come with it, then those of plugins and of the config file.
 *
 * @throws Fault `contradiction` where two have one name
 */
export function strategiesByName(
  standard: readonly Strategy[],
  own: readonly { readonly strategy: Strategy; readonly origin: string }[],
): ReadonlyMap<string, Strategy> {
  const all = new Map(standard.map((strategy) => [strategy.id, strategy]));
  const origins = new Map(standard.map((strategy) => [strategy.id, "built in"]));
  for (const { strategy, origin } of own) {
    const before = origins.get(strategy.id);
    if (before !== undefined) {
      throw new Fault("contradiction", `${origin} has a strategy "${strategy.id}", and there is one already (${before}).`, {
        value: strategy.id,
        mend: "Give it another id: results and claims go by these names.",
      });
    }
    all.set(strategy.id, strategy);
    origins.set(strategy.id, origin);
  }
  return all;
}
