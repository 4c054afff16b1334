import { defineDataset, definePlugin, type Plugin } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import manifest from "../package.json" with { type: "json" };
import { openChecked } from "./open-images.ts";
import { imagesOptions } from "./options.ts";

export { openImages } from "./open-images.ts";
export type { ImagesOptions } from "./options.ts";

/** One's own images; files are read when the dataset is made, never on import. */
const plugin: Plugin = definePlugin(
  manifest,
  defineDataset({
    id: "images",
    title: "Your own images",
    summary: "A folder with one folder of pictures per class, IDX files, or arrays of NumPy or safetensors.",
    options: imagesOptions,
    make: (options) => openChecked(options, new FileCache()),
  }),
);

export default plugin;
