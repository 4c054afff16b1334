import { defineDataset, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { splitSizes } from "./layout.ts";
import { openChecked } from "./open-fonts.ts";
import { fontsOptions } from "./options.ts";

export { drawnSamples } from "./drawn-samples.ts";
export { fontsDataset, type FontsDataset, type FontsParts } from "./fonts-dataset.ts";
export type { FontsGenerator } from "./generator.ts";
export { loadPrototypes, type PrototypeFiles } from "./load-prototypes.ts";
export { openFonts } from "./open-fonts.ts";
export type { FontsOptions } from "./options.ts";
export type { Face, Prototypes } from "./prototypes.ts";
export { ranges, type Difficulty, type Ranges } from "./ranges.ts";
export { readFixture } from "./read-fixture.ts";
export type { SampleCodes, Samples } from "./samples.ts";

/** FONTS; files are read when the dataset is made, never on import. */
const plugin: Plugin = definePlugin(
  manifest,
  defineDataset({
    id: "fonts",
    title: "FONTS",
    summary: "Ten letters of 1000 typefaces under six transformation parameters; the manifold is known exactly.",
    reference: "Stutz, Hein, Schiele: Disentangling Adversarial Robustness and Generalization. CVPR 2019.",
    traits: { image: "28×28×1", classes: 10, train: splitSizes.train - 10_000, test: splitSizes.test },
    options: fontsOptions,
    make: openChecked,
  }),
);

export default plugin;
