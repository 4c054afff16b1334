import { CONTRACT, type Plugin } from "@disentangle/core";
import { offer } from "./offer.ts";

export { drawnSamples } from "./drawn-samples.ts";
export { fontsDataset, type FontsParts } from "./fonts-dataset.ts";
export { loadPrototypes, type PrototypeFiles } from "./load-prototypes.ts";
export { openFonts } from "./open-fonts.ts";
export type { FontsOptions } from "./options.ts";
export type { Face, Prototypes } from "./prototypes.ts";
export { ranges, type Difficulty, type Ranges } from "./ranges.ts";
export { readFixture } from "./read-fixture.ts";
export type { SampleCodes, Samples } from "./samples.ts";

const plugin: Plugin = {
  name: "@disentangle/dataset-fonts",
  version: "0.1.0",
  contract: CONTRACT,
  offers: [offer],
};

export default plugin;
