import type { Offer } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { openChecked } from "./open-fashion.ts";
import { checkOptions } from "./options.ts";

/** Fashion-MNIST as a part: files are read when the result of `configure` is called, never on import. */
export const offer: Offer<"dataset"> = {
  kind: "dataset",
  id: "fashion-mnist",
  about: {
    title: "Fashion-MNIST",
    summary: "Ten kinds of clothes in grey; 5,800 and 2,000 images come with the package, the rest is fetched when asked for.",
    reference:
      "Xiao, Rasul, Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. 2017, arXiv 1708.07747.",
    options: {
      files: "official, sample, or auto: the official files where they are here, default auto",
      folder: "folder or zip file with the four files, default none: the cache, or where Debian's package puts them",
    },
    traits: { image: "28×28×1", classes: 10, train: 60_000, test: 10_000 },
  },
  configure(raw) {
    const options = checkOptions(raw);
    return async () => openChecked(options, new FileCache());
  },
};
