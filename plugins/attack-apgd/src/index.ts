import { defineAttack, definePlugin, type Card, type Plugin } from "@disentangle/core";
import { L1, L2, LINF } from "@disentangle/ops";
import manifest from "../package.json" with { type: "json" };
import { autoPgd } from "./auto-pgd.ts";
import { apgdOptions, denseApgdOptions } from "./options.ts";
import { searchWith } from "./search.ts";
import { sparseAutoPgd } from "./sparse-auto-pgd.ts";

export type { ApgdOptions, DenseApgdOptions } from "./options.ts";

const DENSE = "Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks, ICML 2020";

function traits(norm: string): NonNullable<Card["traits"]> {
  return { norm, access: "gradients", bounded: true, random: true, cost: "100 gradients (per target)", guarantee: "stays in the ball" };
}

/** Auto-PGD: a check of the paper's PGD that needs no step size. */
const plugin: Plugin = definePlugin(
  manifest,
  defineAttack({
    id: "apgd-linf",
    title: "Auto-PGD (L∞)",
    summary: "Sign steps with momentum whose size adapts to each sample, over any search space.",
    reference: DENSE,
    traits: traits("L∞"),
    options: denseApgdOptions,
    make: (options) => searchWith("apgd-linf", LINF, autoPgd(LINF, options), options),
  }),
  defineAttack({
    id: "apgd-l2",
    title: "Auto-PGD (L2)",
    summary: "Gradient steps with momentum whose size adapts to each sample, over any search space.",
    reference: DENSE,
    traits: traits("L2"),
    options: denseApgdOptions,
    make: (options) => searchWith("apgd-l2", L2, autoPgd(L2, options), options),
  }),
  defineAttack({
    id: "apgd-l1",
    title: "Auto-PGD (L1)",
    summary: "Sparse steps whose size and sparsity adapt to each sample, first in wider balls, over any search space.",
    reference: "Croce and Hein, Mind the Box: l1-APGD for Sparse Adversarial Attacks on Image Classifiers, ICML 2021",
    traits: traits("L1"),
    options: apgdOptions,
    make: (options) => searchWith("apgd-l1", L1, sparseAutoPgd(options), options),
  }),
);

export default plugin;
