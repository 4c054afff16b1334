import { gzipSync } from "node:zlib";
import { encodeIdx } from "@disentangle/images";
import { chooseFaces } from "./choose-faces.ts";
import { contactSheet } from "./contact-sheet.ts";
import { faceName, letters } from "./face.ts";
import { filterFaces } from "./filter-faces.ts";
import { licenceTexts } from "./licence-texts.ts";
import { listFaces } from "./list-faces.ts";
import { writeIndex } from "./write-index.ts";
import { writeNotice } from "./write-notice.ts";

const faceCount = 1000;
const seed = "disentangle fonts 1";

/**
 * The files of the fixture, the faces left out with their reasons, and pictures to look at (100 faces each,
 * in order).
 */
export interface Build {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly log: readonly (readonly [name: string, reason: string])[];
  readonly sheets: readonly Uint8Array[];
}

/** From fetched packages to exactly 1000 faces: at most four of a family, or five if that is too few. */
export function buildFixture(folder: string): Build {
  const log: [string, string][] = [];
  const refuse = (name: string, reason: string): void => void log.push([name, reason]);
  const faces = filterFaces(listFaces(folder, refuse), folder, refuse);
  let choice = chooseFaces(faces, faceCount, 4, seed);
  if (choice.chosen.length < faceCount) choice = chooseFaces(faces, faceCount, 5, seed);
  for (const { face, of, distance } of choice.nearDuplicates) refuse(faceName(face), `${distance.toFixed(3)} from ${faceName(of)}`);
  const { chosen } = choice;
  console.log(`${faces.length} usable faces, ${chosen.length} chosen, of ${new Set(chosen.map((face) => face.id)).size} families`);
  if (chosen.length !== faceCount) throw new Error(`only ${chosen.length} faces`);
  const pixels = Buffer.concat(chosen.map((face) => face.pixels));
  const sheets: Uint8Array[] = [];
  for (let start = 0; start < faceCount; start += 100) {
    sheets.push(
      contactSheet(
        chosen.slice(start, start + 100).map((face) => face.pixels),
        25,
      ),
    );
  }
  return {
    files: {
      "prototypes.idx.gz": gzipSync(encodeIdx({ dimensions: [faceCount, letters.length, 28, 28], values: pixels }), { level: 9 }),
      "prototypes.json": writeIndex(chosen, pixels),
      NOTICE: writeNotice(chosen, licenceTexts(chosen, folder)),
    },
    log,
    sheets,
  };
}
