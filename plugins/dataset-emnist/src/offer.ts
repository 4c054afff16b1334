import type { Offer } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { groups } from "./groups.ts";
import { openChecked } from "./open-emnist.ts";
import { checkOptions } from "./options.ts";

/** EMNIST as a part: files are read when the result of `configure` is called, never on import. */
export const offer: Offer<"dataset"> = {
  kind: "dataset",
  id: "emnist",
  about: {
    title: "EMNIST",
    summary: "Handwritten digits and letters; 6,000 and 2,000 digits come with the package, the rest is fetched when asked for.",
    reference: "Cohen, Afshar, Tapson, van Schaik: EMNIST: an extension of MNIST to handwritten letters. 2017, arXiv 1702.05373.",
    options: {
      group: "digits, letters, balanced or mnist, default digits",
      files: "official, sample, or auto: the official files where they are here, default auto",
      folder: "folder or zip file with the group's files, default none: the cache",
      orientation: "of the images in folder: transposed, as the official ones are, or upright, default transposed",
    },
    traits: { image: "28×28×1", classes: 10, ...groups.digits.counts },
  },
  configure(raw) {
    const options = checkOptions(raw);
    return async () => openChecked(options, new FileCache());
  },
};
