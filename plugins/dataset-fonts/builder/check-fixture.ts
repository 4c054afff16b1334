import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { renderFace } from "./render-face.ts";

interface Index {
  readonly faces: readonly { readonly package: string; readonly file: string; readonly fileHash: string; readonly pixelHash: string }[];
}

/** Draws every face of the index whose font file is in the folder again; the lines say what differs. */
export function checkFixture(folder: string, data: string): string[] {
  const index = JSON.parse(readFileSync(join(data, "prototypes.json"), "utf8")) as Index;
  return index.faces.flatMap((face): string[] => {
    const name = `${face.package}/${face.file}`;
    const path = join(folder, basename(face.package), face.file);
    if (!existsSync(path)) return [`${name}: not fetched`];
    const bytes = readFileSync(path);
    if (sha256(bytes) !== face.fileHash) return [`${name}: another version of the font`];
    const rendering = renderFace(bytes);
    return "pixels" in rendering && sha256(rendering.pixels) === face.pixelHash ? [] : [`${name}: drawn differently`];
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
