import { CONTRACT, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
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
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [offer],
};

export default plugin;
