import { definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { vaeGan, vaeGanAgnostic } from "./offers.ts";

export { learnVaeGan, type VaeGanLesson } from "./learn.ts";
export { buildNetwork, NETWORKS, type NetworkName, type VaeGan, type VaeGanShape } from "./networks.ts";
export { settingsOf, VAE_GAN_SCHEDULE, type VaeGanSettings } from "./settings.ts";
export { lossGradients, TERMS, updateVaeGan, type Gradients, type LossWeights, type TermName, type Terms } from "./step.ts";
export { vaeGanManifold, type VaeGanParts } from "./vae-gan-manifold.ts";

/** Learned manifolds: `vae-gan`, `vae-gan-agnostic`. */
const plugin: Plugin = definePlugin(manifest, vaeGan, vaeGanAgnostic);

export default plugin;
