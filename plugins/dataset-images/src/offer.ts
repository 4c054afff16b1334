import type { Offer } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { openChecked } from "./open-images.ts";
import { checkOptions } from "./options.ts";

/** One's own images as a part: files are read when the result of `configure` is called, never on import. */
export const offer: Offer<"dataset"> = {
  kind: "dataset",
  id: "images",
  about: {
    title: "Your own images",
    summary: "A folder with one folder of pictures per class, IDX files, or arrays of NumPy or safetensors.",
    options: {
      folder: "where they are: a folder, or an .npz or .safetensors file",
      size: "height and width that all are resized to, such as 32 or 48x64, default none",
      colours: "auto (grey where every picture is), grey or colour, default auto",
      test: "share held back for testing where no train and test say which, default 0.2",
      seed: "seed of that split and of the order, default 0",
    },
  },
  configure(raw) {
    const options = checkOptions(raw);
    return async () => openChecked(options, new FileCache());
  },
};
