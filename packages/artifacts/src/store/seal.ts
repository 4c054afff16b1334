import { createHash } from "node:crypto";
import { Fault, type Json } from "@disentangle/core";
import { canonicalJson } from "../canonical-json.ts";
import { decodeTensors } from "../tensors/decode-tensors.ts";
import type { StoredTensors } from "../tensors/dtype.ts";
import { encodeTensors } from "../tensors/encode-tensors.ts";

/** The result of a task: numbers in tensors, all else in JSON. */
export interface Artifact {
  /** `null` where only tensors were written. */
  readonly json: Json;
  readonly tensors: StoredTensors;
}

const BLANK = "0".repeat(64);
/** The hash comes first in the file, so that it has a fixed place: after the length and this text. */
const BEFORE_HASH = '{"__metadata__":{"sha256":"';
const HASH_AT = 8 + BEFORE_HASH.length;

/**
 * An artifact as one safetensors file that carries its key, its JSON and the SHA-256 of itself (taken with
 * the hash blanked). @internal
 */
export function seal(key: string, { json, tensors }: Artifact): Uint8Array {
  const bytes = encodeTensors(tensors, { sha256: BLANK, key, json: canonicalJson(json) });
  new TextEncoder().encodeInto(createHash("sha256").update(bytes).digest("hex"), bytes.subarray(HASH_AT));
  return bytes;
}

/**
 * The artifact in a sealed file.
 *
 * @throws Fault `bad-data` where it is cut short, changed by as much as a bit, or the artifact of another key
 * @internal
 */
export function unseal(key: string, bytes: Uint8Array): Artifact {
  const end = HASH_AT + BLANK.length;
  const hash = new TextDecoder().decode(bytes.subarray(HASH_AT, end));
  const blanked = createHash("sha256").update(bytes.subarray(0, HASH_AT)).update(BLANK).update(bytes.subarray(end));
  if (blanked.digest("hex") !== hash) {
    throw new Fault("bad-data", `The ${bytes.length} bytes do not have the hash they should have.`, { value: hash });
  }
  const { tensors, metadata } = decodeTensors(bytes);
  if (metadata["key"] !== key) throw new Fault("bad-data", `It is the artifact of another key, ${metadata["key"]}.`, { value: key });
  return { json: JSON.parse(metadata["json"] ?? "null") as Json, tensors };
}
