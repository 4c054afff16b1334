import { CONTRACT, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { offer } from "./offer.ts";

export { openCeleba } from "./open-celeba.ts";
export type { CelebaOptions } from "./options.ts";

const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [offer],
};

export default plugin;
