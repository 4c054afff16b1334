/** One face: a font file in a fetched package. */
export interface FaceFile {
  readonly package: string;
  readonly version: string;
  /** Family as in the package name after the scope. */
  readonly id: string;
  /** Family as its makers write it. */
  readonly family: string;
  /** Path within the package. */
  readonly file: string;
  readonly weight: number;
  readonly style: "normal" | "italic";
  /** SPDX identifier. */
  readonly licence: string;
  readonly copyright: string;
}

/** A face with its ten letters. */
export interface RenderedFace extends FaceFile {
  /** A to J, 28×28 each, 0 background to 255 ink. */
  readonly pixels: Uint8Array;
  /** SHA-256 of the font file. */
  readonly fileHash: string;
}

/** Short name in logs and in the denylist. */
export function faceName(face: FaceFile): string {
  return `${face.id} ${face.weight}-${face.style}`;
}

/** Letters of a face, in class order. */
export const letters = "ABCDEFGHIJ";

/** Pixels of one letter. */
export const letterSize: number = 28 * 28;
