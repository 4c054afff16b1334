import { CONTRACT, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { offer } from "./offer.ts";

export { fashionFiles } from "./file-set.ts";
export { openFashion } from "./open-fashion.ts";
export type { FashionOptions } from "./options.ts";

const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [offer],
};

export default plugin;
