import type { Offer } from "@disentangle/core";
import { splitSizes } from "./layout.ts";
import { checkOptions, openChecked } from "./open-fonts.ts";

/** FONTS as a part: files are read when the result of `configure` is called, never on import. */
export const offer: Offer<"dataset"> = {
  kind: "dataset",
  id: "fonts",
  about: {
    title: "FONTS",
    summary: "Ten letters of 1000 typefaces under six transformation parameters; the manifold is known exactly.",
    reference: "Stutz, Hein, Schiele: Disentangling Adversarial Robustness and Generalization. CVPR 2019.",
    options: {
      ranges: "how far letters are transformed: easy, moderate or hard, default hard",
      seed: "seed of the transformations, default 0",
      validation: "images held back from the end of the training split, default 10000",
      folder: "folder with the HDF5 files published by the authors of the paper, default none: the images are made here",
    },
    traits: { image: "28×28×1", classes: 10, train: splitSizes.train - 10_000, test: splitSizes.test },
  },
  configure(raw) {
    const options = checkOptions(raw);
    return async () => openChecked(options);
  },
};
