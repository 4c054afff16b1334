import { createHash } from "node:crypto";
import { letters, type RenderedFace } from "./face.ts";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The index beside the pixels: what each face is and the hashes of all parts, one face a line. */
export function writeIndex(faces: readonly RenderedFace[], pixels: Uint8Array): string {
  const lines = faces.map((face) =>
    JSON.stringify({
      package: face.package,
      version: face.version,
      file: face.file,
      family: face.family,
      weight: face.weight,
      style: face.style,
      licence: face.licence,
      fileHash: face.fileHash,
      pixelHash: sha256(face.pixels),
    }),
  );
  const dimensions = JSON.stringify([faces.length, letters.length, 28, 28]);
  return `{\n"dimensions": ${dimensions},\n"pixelHash": "${sha256(pixels)}",\n"faces": [\n${lines.join(",\n")}\n]\n}\n`;
}
