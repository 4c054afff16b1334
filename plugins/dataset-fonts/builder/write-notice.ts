import type { RenderedFace } from "./face.ts";

const introduction = `The pictures of letters in prototypes.idx.gz were drawn from the typefaces below, as distributed by the
@fontsource packages. No font file is part of this package; the pictures are not to be sold by themselves, and bear the
name of no typeface. For each family: the faces used, the licence, the copyright line.`;

/**
 * The notice that goes with the pictures: each family with its copyright line and licence, then the text of
 * each licence.
 */
export function writeNotice(faces: readonly RenderedFace[], licenceTexts: Readonly<Record<string, string>>): string {
  const families = [...Map.groupBy(faces, (face) => face.id).values()].toSorted((first, second) => (first[0]!.id < second[0]!.id ? -1 : 1));
  const entries = families.map((members) => {
    const { family, licence, copyright } = members[0]!;
    const used = members.map((face) => `${face.weight}${face.style === "italic" ? " italic" : ""}`).toSorted();
    return `${family} (${used.join(", ")}), ${licence}\n    ${copyright}`;
  });
  const texts = Object.entries(licenceTexts).map(([licence, text]) => `${"=".repeat(80)}\n${licence}\n${"=".repeat(80)}\n\n${text.trim()}`);
  return `${[introduction, entries.join("\n"), ...texts].join("\n\n")}\n`;
}
