import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { closestLetters } from "./closest-letters.ts";
import { denials, deniedNames } from "./denied.ts";
import { faceName, type FaceFile, type RenderedFace } from "./face.ts";
import { legibility } from "./legibility.ts";
import { renderFace } from "./render-face.ts";

/** Two letters nearer than this look alike. */
const leastLetterDistance = 0.05;

/** Letters out of ten that strangers must tell right. */
const leastLegible = 4;

/**
 * Draws every face and keeps those whose ten letters can be told apart and read.
 *
 * @param folder the fetched packages, one folder a family.
 * @param refuse called with the face and the reason for each that is left out.
 */
export function filterFaces(files: readonly FaceFile[], folder: string, refuse: (face: string, reason: string) => void): RenderedFace[] {
  const distinct = files.flatMap((file): RenderedFace[] => {
    const reject = (reason: string): [] => {
      refuse(faceName(file), reason);
      return [];
    };
    const denied = denialOf(file);
    if (denied !== undefined) return reject(`denied: ${denied}`);
    const bytes = readFileSync(join(folder, file.id, file.file));
    const rendering = renderFace(bytes);
    if ("reason" in rendering) return reject(rendering.reason);
    const closest = closestLetters(rendering.pixels);
    if (closest < leastLetterDistance) return reject(`two letters alike (${closest.toFixed(3)})`);
    return [{ ...file, pixels: rendering.pixels, fileHash: createHash("sha256").update(bytes).digest("hex") }];
  });
  const legible = legibility(distinct);
  return distinct.filter((face, index) => {
    if (legible[index]! >= leastLegible) return true;
    refuse(faceName(face), `legible letters: ${legible[index]} of 10`);
    return false;
  });
}

function denialOf(face: FaceFile): string | undefined {
  if (deniedNames.test(face.id)) return "its name says it holds no plain letters";
  const own = `${face.weight}-${face.style}`;
  return denials.find((denial) => denial.family === face.id && (denial.face ?? own) === own)?.reason;
}
