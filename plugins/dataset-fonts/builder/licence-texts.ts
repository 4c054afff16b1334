import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RenderedFace } from "./face.ts";

/**
 * Where the common text of a licence begins in a LICENSE file; before it stands the copyright line of the
 * family.
 */
const beginnings: Readonly<Record<string, RegExp>> = {
  "OFL-1.1": /-+\s*\nSIL OPEN FONT LICENSE/,
  "Apache-2.0": /Apache License\s*\n\s*Version 2\.0/,
};

/** The text of each licence in use, taken from the first package that carries it whole. */
export function licenceTexts(faces: readonly RenderedFace[], folder: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [licence, beginning] of Object.entries(beginnings)) {
    for (const face of faces) {
      if (face.licence !== licence || texts[licence] !== undefined) continue;
      const text = readFileSync(join(folder, face.id, "LICENSE"), "utf8").replaceAll("\r", "");
      const start = text.search(beginning);
      if (start !== -1) texts[licence] = text.slice(start);
    }
    if (texts[licence] === undefined && faces.some((face) => face.licence === licence)) throw new Error(`no text of ${licence} found`);
  }
  return texts;
}
