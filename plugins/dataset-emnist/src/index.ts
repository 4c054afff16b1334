import { CONTRACT, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { offer } from "./offer.ts";

export { emnistFiles } from "./file-set.ts";
export type { Group } from "./groups.ts";
export { openEmnist } from "./open-emnist.ts";
export type { EmnistOptions } from "./options.ts";

const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [offer],
};

export default plugin;
