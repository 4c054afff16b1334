import { Fault, type Strategy } from "@disentangle/core";
import { didYouMean } from "./nearest.ts";
import type { Plan } from "./plan.ts";
import type { Profile } from "./profiles.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Refuses strategies that nobody offers.
 *
 * @throws Fault `unknown-part`
 */
export function requireStrategies({ settings, strategies }: Workbench): void {
  const known = [...strategies.keys()];
  const unknown = settings.profile.strategies.find((name) => !strategies.has(name));
  if (unknown === undefined) return;
  throw new Fault("unknown-part", `There is no strategy "${unknown}".`, {
    value: unknown,
    mend: `${didYouMean(unknown, known)}Choose among ${known.join(", ")}, name the plugin that offers it with --plugin, or describe it in a config file.`,
  });
}

/**
 * Refuses what cannot work before anything is computed.
 *
 * @throws Fault `contradiction`, naming the option to change; whatever is wrong with the attack of a strategy
 */
export async function preflight(bench: Workbench, profile: Profile, plan: Plan): Promise<void> {
  const { dataset, manifold, strategies } = bench;
  for (const name of new Set(plan.cells.map(({ cell }) => cell.strategy))) {
    const strategy = strategies.get(name) as Strategy;
    const latent = strategy.steps.flat().some(({ space }) => space === "latent");
    if (latent && manifold.part.space === undefined) {
      throw new Fault("contradiction", `The strategy "${name}" trains on a manifold with a decoder, and ${manifold.part.id} has none.`, {
        value: name,
        mend: "Choose a manifold with a decoder (--manifold), or other strategies (--strategy).",
      });
    }
    await requireAttacks(bench, strategy);
  }
  refuseMore("training images", Math.max(...profile.sizes), dataset.part.count("train"), dataset.part.id, "--sizes");
  const test = dataset.part.count("test");
  refuseMore("test images", profile.testImages, test, dataset.part.id, "--test-images");
  const attacked = plan.cells.flatMap(({ attacks }) => attacks.map((space) => profile.attacked[space]));
  refuseMore("attacked test images", Math.max(...attacked), test, dataset.part.id, "--attacked");
  if (plan.cells.some(({ attacks }) => attacks.includes("latent")) && manifold.part.space === undefined) {
    throw new Fault("contradiction", `Latent codes were to be attacked, and the manifold ${manifold.part.id} has no decoder.`, {
      value: manifold.part.id,
      mend: "Choose a manifold with a decoder (--manifold), claims that need none (--claims 1,4), or other --spaces.",
    });
  }
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

function refuseMore(what: string, asked: number, there: number, dataset: string, option: string): void {
  if (asked <= there) return;
  throw new Fault("contradiction", `${asked} ${what} were asked for; ${dataset} has ${there}.`, {
    value: asked,
    mend: `Choose fewer with ${option}.`,
  });
}
