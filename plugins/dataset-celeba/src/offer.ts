import type { Offer } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { openChecked } from "./open-celeba.ts";
import { checkOptions } from "./options.ts";

/** CelebA as a part: files are read when the result of `configure` is called, never on import. */
export const offer: Offer<"dataset"> = {
  kind: "dataset",
  id: "celeba",
  about: {
    title: "CelebA",
    summary: "Faces of celebrities with 40 attributes, one of which is the class; the files must be got by hand.",
    reference: "Liu, Luo, Wang, Tang: Deep Learning Face Attributes in the Wild. ICCV 2015.",
    options: {
      folder: "folder with img_align_celeba.zip (or its files) and list_attr_celeba.txt, default celeba in the cache",
      attribute: "the attribute that is the class, such as Smiling, default Male",
      split: "paper (first 90 % for training) or official, default paper",
    },
    traits: { image: "56×48×3", classes: 2, train: 182_339, test: 20_260 },
  },
  configure(raw) {
    const options = checkOptions(raw);
    return async () => openChecked(options, new FileCache());
  },
};
