import { CONTRACT, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { offer } from "./offer.ts";

export { fontsManifold, type ProjectionOptions } from "./fonts-manifold.ts";

/** The true FONTS manifold. */
const plugin: Plugin = { name: manifest.name, version: manifest.version, contract: CONTRACT, offers: [offer] };

export default plugin;
