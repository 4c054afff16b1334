import { Fault } from "@disentangle/core";
import type { Workbench } from "./workbench.ts";
import type { Plan } from "./plan.ts";

/**
 * Refuses what cannot work before anything is computed.
 *
 * @throws Fault `contradiction`, naming the option to change
 */
export function preflight({ settings, dataset, manifold, strategies }: Workbench, plan: Plan): void {
  const { profile } = settings;
  for (const name of profile.strategies) {
    const strategy = strategies.get(name);
    if (strategy === undefined) {
      throw new Fault("unknown-part", `There is no strategy "${name}".`, {
        value: name,
        mend: `Choose among ${[...strategies.keys()].join(", ")}, or name the plugin that offers it with --plugin.`,
      });
    }
    const latent = strategy.steps.flat().some(({ space }) => space === "latent");
    if (latent && manifold.part.space === undefined) {
      throw new Fault("contradiction", `The strategy "${name}" trains on a manifold with a decoder, and ${manifold.part.id} has none.`, {
        value: name,
        mend: "Choose a manifold with a decoder (--manifold), or other strategies (--strategy).",
      });
    }
  }
  const largest = Math.max(...profile.sizes);
  if (largest > dataset.part.count("train")) {
    throw new Fault("contradiction", `${largest} training images were asked for; ${dataset.part.id} has ${dataset.part.count("train")}.`, {
      value: largest,
      mend: "Choose smaller --sizes.",
    });
  }
  const needed = Math.max(profile.testImages, ...plan.cells.flatMap(({ attacks }) => attacks.map((space) => profile.attacked[space])));
  if (needed > dataset.part.count("test")) {
    throw new Fault("contradiction", `${needed} test images were asked for; ${dataset.part.id} has ${dataset.part.count("test")}.`, {
      value: needed,
      mend: "Choose fewer with --test-images or --attacked.",
    });
  }
  if (plan.cells.some(({ attacks }) => attacks.includes("latent")) && manifold.part.space === undefined) {
    throw new Fault("contradiction", `Claim 2 attacks latent codes, and the manifold ${manifold.part.id} has no decoder.`, {
      value: manifold.part.id,
      mend: "Choose a manifold with a decoder (--manifold), or other claims (--claims).",
    });
  }
}
