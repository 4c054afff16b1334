import { defineAttack, definePlugin, type Offer, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { signOptions, type Published } from "./options.ts";
import { steepestDescent } from "./steepest-descent.ts";

export type { SignOptions } from "./options.ts";

/** One attack with what is published of it. */
function offer(id: string, title: string, summary: string, reference: string, published: Published): Offer<"attack"> {
  return defineAttack({
    id,
    title,
    summary,
    reference,
    traits: {
      norm: "L∞, L2",
      access: "gradients",
      bounded: true,
      random: published.start === "uniform",
      cost: `${published.iterations} ${published.iterations === 1 ? "gradient" : "gradients"}`,
      guarantee: "stays in the ball",
    },
    options: signOptions(published),
    make: (options) => steepestDescent(id, options),
  });
}

/** The gradient attacks with sign steps: one attack under four names, each with what its paper says. */
const plugin: Plugin = definePlugin(
  manifest,
  offer(
    "sign-pgd",
    "PGD with sign steps",
    "Projected gradient descent by the sign of the gradient from a uniform start, as most papers run it.",
    "Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR 2018 (40 steps of 0.01 for a radius of 0.3)",
    { iterations: 40, step: 0.01 / 0.3, momentum: 0, start: "uniform" },
  ),
  offer(
    "fgsm",
    "FGSM",
    "The fast gradient sign method: one step to the edge of the ball.",
    "Goodfellow, Shlens and Szegedy, Explaining and Harnessing Adversarial Examples, ICLR 2015",
    { iterations: 1, step: 1, momentum: 0, start: "origin" },
  ),
  offer(
    "bim",
    "BIM",
    "The basic iterative method: small sign steps from the origin, ten of a tenth of the radius.",
    "Kurakin, Goodfellow and Bengio, Adversarial Examples in the Physical World, 2017; steps as in Dong et al., CVPR 2018",
    { iterations: 10, step: 0.1, momentum: 0, start: "origin" },
  ),
  offer(
    "mi-fgsm",
    "MI-FGSM",
    "Sign steps along an accumulated gradient, whose examples transfer well to other classifiers.",
    "Dong et al., Boosting Adversarial Attacks with Momentum, CVPR 2018",
    { iterations: 10, step: 0.1, momentum: 1, start: "origin" },
  ),
);

export default plugin;
