import { Fault, parseOptions, type Dataset, type Offer } from "@disentangle/core";
import { drawnSamples } from "./drawn-samples.ts";
import { fontsDataset } from "./fonts-dataset.ts";
import { splitSizes } from "./layout.ts";
import { loadPrototypes } from "./load-prototypes.ts";
import { fontsOptions, type FontsOptions } from "./options.ts";
import { ranges } from "./ranges.ts";
import { readFixture } from "./read-fixture.ts";

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
    const options = parseOptions("dataset fonts", fontsOptions, raw);
    if (options.folder !== undefined && options.seed !== undefined) {
      throw new Fault("contradiction", "Options `folder` and `seed` of dataset fonts exclude each other: files hold their own codes.", {
        value: raw,
        mend: "Leave one of them out.",
      });
    }
    return async () => open(options);
  },
};

async function open({ ranges: difficulty, seed, validation, folder }: FontsOptions): Promise<Dataset> {
  const chosen = ranges[difficulty];
  const parts =
    folder === undefined
      ? { prototypes: await loadPrototypes(await readFixture()), samples: await drawnSamples(seed ?? 0, chosen) }
      : await (await import("./published/read-published.ts")).readPublished(folder, chosen);
  const { train } = parts.samples.sizes;
  if (validation >= train) {
    throw new Fault("bad-option", `Option \`validation\` of dataset fonts leaves none of ${train} training images.`, {
      value: validation,
      mend: "Choose a smaller one.",
    });
  }
  return fontsDataset({ ...parts, ranges: chosen, validation });
}
