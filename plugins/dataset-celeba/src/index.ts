import { defineDataset, definePlugin, type Plugin } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import manifest from "../package.json" with { type: "json" };
import { BY_HAND, openChecked } from "./open-celeba.ts";
import { celebaOptions } from "./options.ts";

export { openCeleba } from "./open-celeba.ts";
export type { CelebaOptions } from "./options.ts";

/** CelebA; files are read when the dataset is made, never on import. */
const plugin: Plugin = definePlugin(
  manifest,
  defineDataset({
    id: "celeba",
    title: "CelebA",
    summary: "Faces of celebrities with 40 attributes, one of which is the class; the files must be got by hand.",
    reference: "Liu, Luo, Wang, Tang: Deep Learning Face Attributes in the Wild. ICCV 2015.",
    source: BY_HAND,
    licence: "Non-commercial research only, no redistribution",
    traits: { image: "56×48×3", classes: 2, train: 182_339, test: 20_260 },
    options: celebaOptions,
    make: (options) => openChecked(options, new FileCache()),
  }),
);

export default plugin;
