import { defineDataset, definePlugin, type Plugin } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import manifest from "../package.json" with { type: "json" };
import { emnistFiles } from "./file-set.ts";
import { groups } from "./groups.ts";
import { openChecked } from "./open-emnist.ts";
import { emnistOptions } from "./options.ts";

export { emnistFiles } from "./file-set.ts";
export type { EmnistGroup } from "./groups.ts";
export { openEmnist } from "./open-emnist.ts";
export type { EmnistOptions } from "./options.ts";

/** EMNIST; files are read when the dataset is made, never on import. */
const plugin: Plugin = definePlugin(
  manifest,
  defineDataset({
    id: "emnist",
    title: emnistFiles.title,
    summary: "Handwritten digits and letters; 6,000 and 2,000 digits come with the package, the rest is fetched when asked for.",
    reference: "Cohen, Afshar, Tapson, van Schaik: EMNIST: an extension of MNIST to handwritten letters. 2017, arXiv 1702.05373.",
    source: emnistFiles.source,
    licence: emnistFiles.licence,
    traits: { image: "28×28×1", classes: 10, ...groups.digits.counts },
    options: emnistOptions,
    files: ({ files, folder }) => (folder !== undefined || files === "sample" ? [] : emnistFiles.files),
    make: (options) => openChecked(options, new FileCache()),
  }),
);

export default plugin;
