import { createHash } from "node:crypto";
import type { Split } from "@disentangle/core";
import type { LabelledBytes } from "../labelled-bytes.ts";

/**
 * SHA-256 in hexadecimal of images, labels, shape and class names: what a dataset's fingerprint is made of.
 */
export function hashSplits(splits: Readonly<Record<Split, LabelledBytes>>, classes: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(classes));
  for (const split of ["train", "test"] as const) {
    const { shape, pixels, labels } = splits[split];
    hash.update(JSON.stringify([split, shape, labels.length]));
    // Labels are hashed as numbers of one byte order, whatever machine this is.
    hash.update(pixels).update(Buffer.from(JSON.stringify([...labels])));
  }
  return hash.digest("hex");
}
