import { deniedNames } from "./denied.ts";

/** Per family: for each weight, for each style, the subsets on offer (the layout of google-font-metadata). */
export interface FamilyMetadata {
  readonly subsets: readonly string[];
  readonly variants: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** A package worth fetching. */
export interface Candidate {
  readonly package: string;
  readonly family: string;
}

/**
 * A package carries each subset of each face twice, so its size grows with subsets × faces. Families beyond
 * this many, mostly Chinese, Japanese and Korean ones, would multiply the download for few more latin faces.
 */
const slotLimit = 60;

/**
 * Chooses, offline, the packages to fetch: listed, known to the metadata, with a latin subset, a licence that
 * lets pictures of letters be shared, and small enough.
 *
 * @param names package names, `@fontsource/<family>`.
 * @param metadata the metadata of each family, by family.
 * @param licences the licence text of each family, by family; a family without one is judged after fetching.
 */
export function selectCandidates(
  names: readonly string[],
  metadata: Readonly<Record<string, FamilyMetadata>>,
  licences: Readonly<Record<string, { readonly license: { readonly type: string } }>>,
): Candidate[] {
  return names.flatMap((name) => {
    const family = name.slice(name.indexOf("/") + 1);
    const entry = metadata[family];
    if (entry === undefined || !entry.subsets.includes("latin") || deniedNames.test(family)) return [];
    const licence = licences[family]?.license.type ?? "";
    if (licence !== "" && !/SIL Open Font|Apache/.test(licence)) return [];
    const slots = Object.values(entry.variants).flatMap((styles) => Object.values(styles).flatMap((subsets) => Object.keys(subsets)));
    return slots.length > slotLimit ? [] : [{ package: name, family }];
  });
}
