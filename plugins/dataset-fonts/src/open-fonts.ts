import { Fault, parseOptions } from "@disentangle/core";
import { drawnSamples } from "./drawn-samples.ts";
import { fontsDataset, type FontsDataset } from "./fonts-dataset.ts";
import { loadPrototypes } from "./load-prototypes.ts";
import { fontsOptions, type FontsOptions } from "./options.ts";
import { ranges } from "./ranges.ts";
import { readFixture } from "./read-fixture.ts";

/**
 * Opens FONTS; {@link FontsOptions} says with which defaults.
 *
 * @throws Fault `bad-option` or `contradiction` for wrong options, `io` or `bad-data` naming a file that
 * cannot be read or is damaged
 */
export async function openFonts(options: Partial<FontsOptions> = {}): Promise<FontsDataset> {
  return openChecked(parseOptions("dataset fonts", fontsOptions, options));
}

/** Opens FONTS with options that were checked. */
export async function openChecked({ ranges: difficulty, seed, validation, folder }: FontsOptions): Promise<FontsDataset> {
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
