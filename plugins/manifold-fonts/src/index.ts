import { DATASET, defineManifold, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { fontsManifold } from "./fonts-manifold.ts";
import { generatorOf } from "./generator.ts";
import { projectionOptions } from "./options.ts";

export { fontsManifold } from "./fonts-manifold.ts";
export type { ProjectionOptions } from "./projection-options.ts";
export { generatorOf, type Generator } from "./generator.ts";

/** The true FONTS manifold. */
const plugin: Plugin = definePlugin(
  manifest,
  defineManifold({
    id: "fonts",
    title: "FONTS, exact",
    summary: "The manifold FONTS is drawn from: a letter of a font under any valid affine transformation.",
    reference: "Stutz, Hein, Schiele, CVPR 2019, sections 3.1 and 3.2",
    traits: { exact: true, codes: true },
    options: projectionOptions,
    make: (options, scope) => fontsManifold(generatorOf(scope.get(DATASET)), options),
  }),
);

export default plugin;
