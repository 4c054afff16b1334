import { Fault, manifoldOf, spaceKind, type SpaceName, type Strategy } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";
import { didYouMean } from "../request/nearest.ts";
import { demandBound } from "./demand-bound.ts";
import type { Plan } from "./plan.ts";
import { radiusOf } from "./radii.ts";
import { searchedBy } from "./run-facts.ts";

/**
 * Refuses strategies that nobody offers.
 *
 * @throws Fault `unknown-part`
 */
export function requireStrategies({ settings, strategies }: Workbench): void {
  const known = [...strategies.keys()];
  const asked = settings.profile.strategies;
  // The placeholder of a profile is resolved later; named, it must be there.
  const unknown = asked.find((name) => !strategies.has(name) && (settings.named.has("strategies") || name !== "on-manifold"));
  if (unknown === undefined) return;
  throw new Fault("unknown-part", `There is no strategy "${unknown}".`, {
    value: unknown,
    mend: `${didYouMean(unknown, known)}Choose among ${known.join(", ")}, name the plugin that offers it with --plugin, or describe it in a config file.`,
  });
}

/**
 * Refuses what cannot work before anything is computed.
 *
 * @throws Fault `contradiction` or `bad-option`, naming the option to change; whatever is wrong with the
 * attack of a strategy
 */
export async function preflight(bench: Workbench, plan: Plan): Promise<void> {
  const { settings, dataset, attacks } = bench;
  for (const { part } of attacks.values()) if (settings.epsilon !== undefined) demandBound(part.norm, settings.epsilon, dataset.part.image);
  requireSpacesOfEta(bench);
  for (const name of new Set(plan.cells.map(({ cell }) => cell.strategy))) {
    const strategy = bench.strategies.get(name) as Strategy;
    for (const space of searchedBy(strategy)) demandSpace(bench, space, `The strategy "${name}" trains in`, "--strategy");
    await requireAttacks(bench, strategy);
  }
  for (const space of new Set(plan.cells.flatMap(({ attacks }) => attacks))) {
    demandSpace(bench, space, "Models were to be attacked in", "--spaces");
    for (const { part } of bench.attacks.values()) radiusOf(bench, part.norm, space);
  }
}

/** Refuses a radius for a space that the run has not. */
function requireSpacesOfEta({ settings: { eta }, manifolds }: Workbench): void {
  if (typeof eta !== "object") return;
  const known = [...manifolds.values()].flatMap(({ id, codes }) => (codes === undefined ? [] : [id]));
  const unknown = Object.keys(eta).find((space) => space !== "transformation" && !known.includes(space));
  if (unknown === undefined) return;
  throw new Fault("contradiction", `--eta gives a radius for ${unknown}, which is no manifold with codes of this run.`, {
    value: unknown,
    mend: `${didYouMean(unknown, known)}Radii can be given for ${[...known, "transformation"].join(", ")}.`,
  });
}

function demandSpace({ dataset, manifolds }: Workbench, space: SpaceName, what: string, option: string): void {
  const kind = spaceKind(space);
  if (kind === "transformation" && dataset.part.transformations === undefined) {
    throw new Fault("contradiction", `${what} transformations, and ${dataset.part.id} says of none that it keeps the class.`, {
      value: space,
      mend: `Choose others (${option}).`,
    });
  }
  if (kind !== "latent") return;
  const id = manifoldOf(space) as string;
  if (manifolds.get(id)?.codes !== undefined) return;
  const why = manifolds.has(id) ? `the manifold ${id} has no codes` : `the run has no manifold ${id}`;
  throw new Fault("contradiction", `${what} the space ${space}, and ${why}.`, {
    value: space,
    mend: `Name a manifold with codes (--manifold ${[...manifolds.keys(), manifolds.has(id) ? "…" : id].join(",")}), or choose others (${option}).`,
  });
}

/** Makes the attacks that a strategy trains with, so that a wrong one is found now. */
async function requireAttacks(bench: Workbench, strategy: Strategy): Promise<void> {
  for (const { attack } of strategy.steps.flat()) {
    if (attack === undefined) continue;
    try {
      await bench.attackOf({ id: attack.id, options: attack.options ?? {} });
    } catch (cause) {
      if (!Fault.is(cause)) throw cause;
      throw new Fault(cause.code, `The strategy "${strategy.id}" cannot train: ${cause.message}`, { value: attack, cause });
    }
  }
}
