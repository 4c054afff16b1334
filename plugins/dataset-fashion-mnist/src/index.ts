import { defineDataset, definePlugin, type Plugin } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import manifest from "../package.json" with { type: "json" };
import { fashionFiles } from "./file-set.ts";
import { openChecked } from "./open-fashion.ts";
import { fashionOptions } from "./options.ts";

export { fashionFiles } from "./file-set.ts";
export { openFashion } from "./open-fashion.ts";
export type { FashionOptions } from "./options.ts";

/** Fashion-MNIST; files are read when the dataset is made, never on import. */
const plugin: Plugin = definePlugin(
  manifest,
  defineDataset({
    id: "fashion-mnist",
    title: fashionFiles.title,
    summary: "Ten kinds of clothes in grey; 5,800 and 2,000 images come with the package, the rest is fetched when asked for.",
    reference:
      "Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. 2017, arXiv 1708.07747.",
    source: fashionFiles.source,
    licence: fashionFiles.licence,
    traits: { image: "28×28×1", classes: 10, train: 60_000, test: 10_000 },
    options: fashionOptions,
    files: ({ files, folder }) => (folder !== undefined || files === "sample" ? [] : fashionFiles.files),
    make: (options) => openChecked(options, new FileCache()),
  }),
);

export default plugin;
