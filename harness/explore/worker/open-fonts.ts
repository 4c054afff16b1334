import { drawnSamples, fontsDataset, type FontsDataset, loadPrototypes, ranges, readFixture } from "@disentangle/dataset-fonts";

/** FONTS as the explorer uses it. */
export interface Fonts {
  readonly dataset: FontsDataset;
  /** Names of the typefaces, in order. */
  readonly names: readonly string[];
}

/**
 * The hard variant of FONTS, as `openFonts` of the dataset makes it, with the names of its typefaces; the
 * fixture is fetched.
 */
export async function openFonts(): Promise<Fonts> {
  const prototypes = await loadPrototypes(await readFixture());
  const dataset = await fontsDataset({ prototypes, samples: await drawnSamples(0, ranges.hard), ranges: ranges.hard, validation: 10_000 });
  const faces = prototypes.faces ?? [];
  return {
    dataset,
    names: faces.map(({ family, weight, style }) => `${family} ${weight}${style === "normal" ? "" : ` ${style}`}`),
  };
}
