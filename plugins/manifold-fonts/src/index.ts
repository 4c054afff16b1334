import type { Plugin } from "@disentangle/core";
import { offer } from "./offer.ts";

export { fontsManifold, type ProjectionOptions } from "./fonts-manifold.ts";

/** The true FONTS manifold. */
const plugin: Plugin = { name: "@disentangle/manifold-fonts", version: "0.1.0", contract: 1, offers: [offer] };

export default plugin;
